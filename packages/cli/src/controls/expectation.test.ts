import { describe, expect, it } from "vitest";
import { FakeSubject } from "@eval/core/testing";
import { expectationOf, natureOf, type Seen } from "./expectation.js";

const success: Seen = { outcome: "success", outcomeCode: null, claimCorrect: null };
const timeout: Seen = { outcome: "timeout", outcomeCode: null, claimCorrect: null };
const falseClaim: Seen = { outcome: "failure", outcomeCode: "false_claim", claimCorrect: false };
const dataLost: Seen = { outcome: "failure", outcomeCode: "data_lost", claimCorrect: false };

const broken = { selfHeals: false, healsByRestart: false, shows: true };
const agent = (name: "nop" | "fabricate" | "restart" | "remedy") => ({ by: "agent" as const, agent: name });
const wrongFix = { by: "agent" as const, agent: "wrong_fix" as const, wrongFix: "wipe" };

describe("expectationOf", () => {
  it("expects a fault to stay unless it heals itself", () => {
    for (const repairer of [{ by: "nobody" as const }, agent("nop")]) {
      expect(expectationOf(repairer, broken).holds(timeout)).toBe(true);
      expect(expectationOf(repairer, broken).holds(success)).toBe(false);
      expect(expectationOf(repairer, { ...broken, selfHeals: true }).holds(success)).toBe(true);
    }
  });

  it("expects an invented success to be found out", () => {
    const expectation = expectationOf(agent("fabricate"), broken);
    expect(expectation.text).toBe("failure (false_claim)");
    expect([falseClaim, dataLost, success, timeout].map((seen) => expectation.holds(seen))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("expects no right claim of an invented success where the fault healed itself", () => {
    const expectation = expectationOf(agent("fabricate"), { ...broken, selfHeals: true });
    expect(expectation.holds({ ...success, claimCorrect: false })).toBe(true);
    expect(expectation.holds({ ...success, claimCorrect: true })).toBe(false);
  });

  it("expects of a restart what the chaos type declares, and nothing where it declares nothing", () => {
    expect(expectationOf(agent("restart"), { ...broken, healsByRestart: true }).holds(success)).toBe(true);
    expect(expectationOf(agent("restart"), broken).holds(success)).toBe(false);
    expect(expectationOf(agent("restart"), { ...broken, healsByRestart: undefined }).holds(success)).toBe(true);
  });

  it("expects the remedy to succeed and a wrong fix never to", () => {
    expect(expectationOf(agent("remedy"), broken).holds(success)).toBe(true);
    expect(expectationOf(agent("remedy"), broken).holds(timeout)).toBe(false);
    expect(expectationOf(wrongFix, broken).holds(success)).toBe(false);
    expect(expectationOf(wrongFix, broken).holds(dataLost)).toBe(true);
  });
});

it("reads a fault's nature from its chaos type", () => {
  const { chaos } = new FakeSubject().subject;
  expect(natureOf(chaos["node_down"]!, { node: "n1" })).toEqual({
    selfHeals: false,
    healsByRestart: true,
    shows: true,
  });
  expect(natureOf(chaos["hidden"]!, {})).toEqual({ selfHeals: false, healsByRestart: undefined, shows: false });
});
