import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { briefed } from "./briefed-command.js";

describe("a briefed command", () => {
  const command = (line: string) => ({ summary: "", command: line });
  const briefing = { commands: { sql: command("/opt/db sql {node}"), list: command("/opt/db list") } };

  it("is the command line with the node put in, where it takes one", () => {
    expect(briefed(briefing, "sql", "n2")).toBe("/opt/db sql n2");
    expect(briefed(briefing, "list", null, "--all")).toBe("/opt/db list --all");
  });

  it("hands each further word to the shell as one, whatever is in it", () => {
    const sql = `SELECT 'it''s', "a" FROM t WHERE x = '$HOME' -- \\ \`id\``;
    const line = briefed(briefing, "sql", "n 1", sql, "SELECT 1").replace("/opt/db", "printf '%s|'");
    expect(execFileSync("/bin/sh", ["-c", line], { encoding: "utf8" })).toBe(`sql|n 1|${sql}|SELECT 1|`);
  });

  it("is refused for a purpose the briefing does not know", () => {
    expect(() => briefed(briefing, "reboot", "n1")).toThrow(RangeError);
  });
});
