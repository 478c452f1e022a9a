import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { applyScript, removeScript, rulesInForce, type RuleSet } from "./rules.js";

const rules: RuleSet = {
  table: "filter",
  chain: "NODE-PEERS",
  hooks: ["INPUT", "OUTPUT"],
  rules: ["-s 10.0.0.2/32 -j DROP", "-d 10.0.0.2/32 -j DROP"],
};

const hooked = ["-A INPUT ! -i lo -j NODE-PEERS", "-A OUTPUT ! -o lo -j NODE-PEERS"];
const whole = [
  "-P INPUT ACCEPT",
  "-N NODE-PEERS",
  ...hooked,
  "-A NODE-PEERS -s 10.0.0.2/32 -j DROP",
  "-A NODE-PEERS -d 10.0.0.2/32 -j DROP",
];
const without = (...lines: string[]) => whole.filter((line) => !lines.includes(line)).join("\n");

describe("what a listing shows of the rules", () => {
  it("is all of them", () => {
    expect(rulesInForce(rules, whole.join("\n"))).toBe("present");
  });

  it("is nothing where nothing leads to them, or where they were flushed", () => {
    expect(rulesInForce(rules, without(...hooked))).toBe("absent");
    expect(rulesInForce(rules, without(whole[4]!, whole[5]!))).toBe("absent");
    expect(rulesInForce(rules, "-P INPUT ACCEPT\n-P OUTPUT ACCEPT")).toBe("absent");
  });

  it("is a part where a direction, or a rule, is missing", () => {
    expect(rulesInForce(rules, without(hooked[0]!))).toBe("partial");
    expect(rulesInForce(rules, without(whole[5]!))).toBe("partial");
  });

  it("is not another chain whose name begins the same", () => {
    expect(rulesInForce({ ...rules, chain: "NODE" }, whole.join("\n"))).toBe("absent");
  });
});

describe("the scripts", () => {
  it.each([
    ["applying", applyScript(rules)],
    ["removing", removeScript(rules)],
  ])("of %s are what a shell reads", (_, script) => {
    expect(execFileSync("sh", ["-n"], { input: script }).toString()).toBe("");
  });

  it("fill the chain before anything leads to it", () => {
    const lines = applyScript(rules).split("\n");
    const at = (part: string) => lines.findIndex((line) => line.includes(part));
    expect(at("-d 10.0.0.2/32 -j DROP")).toBeLessThan(at("-I INPUT"));
  });
});
