import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { briefed } from "./briefed-command.js";
import { briefingOf } from "./briefing.js";
import { layoutOf } from "./layout.js";
import type { ClusterRecord } from "./record.js";

const record: ClusterRecord = {
  clusterId: "a",
  nodes: [
    { name: "n1", port: 1 },
    { name: "n2", port: 2 },
  ],
  maxConnections: 30,
  binaries: "/x",
  account: null,
  uid: 1,
  clientPassword: "p",
  replicationPassword: "q",
};

describe("a briefed command", () => {
  const briefing = briefingOf(record, layoutOf("/tmp/pg-a"));

  it("is an absolute command line with the node put in", () => {
    expect(briefed(briefing, "restart", "n2")).toBe("/tmp/pg-a/bin/eval-postgres restart n2");
  });

  it("hands each further word to the shell as one, whatever is in it", () => {
    const sql = `SELECT 'it''s', "a" FROM t WHERE x = '$HOME' -- \\ \`id\``;
    const line = briefed(briefing, "sql", "n1", sql, "SELECT 1").replace("/tmp/pg-a/bin/eval-postgres", "printf '%s|'");
    expect(execFileSync("/bin/sh", ["-c", line], { encoding: "utf8" })).toBe(`sql|n1|${sql}|SELECT 1|`);
  });

  it("is refused for a purpose the briefing does not know", () => {
    expect(() => briefed(briefing, "reboot", "n1")).toThrow(RangeError);
  });
});
