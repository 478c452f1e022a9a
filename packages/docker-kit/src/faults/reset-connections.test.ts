import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { resetScript } from "./reset-connections.js";

it("the script is what a shell reads, and takes back every rule that it sets", () => {
  const to = { host: "10.0.0.2", port: 80 };
  const passages = [
    { at: 1, to, direction: "inbound" as const },
    { at: 2, to, direction: "outbound" as const },
  ];
  const script = resetScript(passages, { gid: 5, change: "true" });
  execFileSync("sh", ["-n"], { input: script });
  const rules = (verb: string) =>
    [...script.matchAll(new RegExp(`iptables -w ${verb} (.*?)( 2>/dev/null \\|\\| :)?$`, "gm"))].map(
      ([, rule]) => rule,
    );
  expect(rules("-I")).toHaveLength(4);
  expect(rules("-D")).toEqual(rules("-I"));
});
