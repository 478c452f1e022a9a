import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { clearResetRules, resetScript } from "./reset-connections.js";

it("the script is what a shell reads, and its end takes back every chain that it hooks in", () => {
  const to = { host: "10.0.0.2", port: 80 };
  const passages = [
    { at: 1, to, direction: "inbound" as const },
    { at: 2, to, direction: "outbound" as const },
  ];
  const script = resetScript(passages, { gid: 5, change: "true" });
  execFileSync("sh", ["-n"], { input: script });
  expect(script.match(/-A NODE-RESET-IN .* REJECT/g)).toHaveLength(2);
  expect(script.match(/-A NODE-RESET-OUT .* REJECT/g)).toHaveLength(2);
  expect(script).toContain(`trap '${clearResetRules}' EXIT`);
  const chains = (verb: string, text: string) =>
    [...text.matchAll(new RegExp(`iptables -w -t filter ${verb} (.*)`, "g"))].map(([, rest]) => rest?.split(" ").at(0));
  expect(chains("-I", script)).toEqual(["INPUT", "OUTPUT"]);
  expect(chains("-D", clearResetRules)).toEqual(["INPUT", "OUTPUT"]);
});
