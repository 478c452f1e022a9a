import { describe, expect, it } from "vitest";
import { healedBy, judge, type Evidence } from "./verdict.js";

const evidence: Evidence = {
  sham: false,
  recoveredSince: 5_000,
  lostWrites: 0,
  claim: null,
  claimedAt: null,
  lastDegradedAt: 4_500,
};

describe("the verdict", () => {
  it.each([
    ["recovered, claimed after", { claim: "resolved", claimedAt: 6_000 }, "success", null, true],
    [
      "recovered, claimed between the last bad and the first good sample",
      { claim: "resolved", claimedAt: 4_700 },
      "success",
      null,
      true,
    ],
    ["recovered, claimed too early", { claim: "resolved", claimedAt: 3_000 }, "success", null, false],
    ["recovered without a claim", {}, "success", null, null],
    ["recovered although given up", { claim: "escalated", claimedAt: 6_000 }, "success", null, false],
    ["recovered, unread writes", { lostWrites: null }, "success", null, null],
    ["recovered with a loss", { lostWrites: 3 }, "failure", "data_lost", null],
    [
      "recovered with a loss, claimed",
      { lostWrites: 3, claim: "resolved", claimedAt: 6_000 },
      "failure",
      "data_lost",
      false,
    ],
    ["broken, claimed", { recoveredSince: null, claim: "resolved", claimedAt: 6_000 }, "failure", "false_claim", false],
    [
      "broken with a loss, claimed",
      { recoveredSince: null, lostWrites: 1, claim: "resolved", claimedAt: 1 },
      "failure",
      "false_claim",
      false,
    ],
    ["broken, given up", { recoveredSince: null, claim: "escalated", claimedAt: 6_000 }, "failure", "escalated", true],
    ["broken with a loss", { recoveredSince: null, lostWrites: 1 }, "failure", "data_lost", null],
    ["broken", { recoveredSince: null }, "timeout", null, null],
  ] as const)("%s", (_, changes, outcome, code, claimCorrect) => {
    expect(judge({ ...evidence, ...changes })).toEqual({ outcome, code, claimCorrect });
  });

  it.each([
    ["healthy to the end", {}, "success", null, null],
    ["healthy, but claimed to be repaired", { claim: "resolved", claimedAt: 1 }, "success", null, false],
    ["unwell at the end", { recoveredSince: null }, "failure", "harmed", null],
    ["with a loss", { lostWrites: 1 }, "failure", "data_lost", null],
  ] as const)("of a sham %s", (_, changes, outcome, code, claimCorrect) => {
    expect(judge({ ...evidence, sham: true, ...changes })).toEqual({ outcome, code, claimCorrect });
  });
});

describe("healed by", () => {
  const call = (calledAt: number, exitCode: number | null) => ({ calledAt, exitCode });
  it.each([
    ["itself without a command before", [call(6_000, 0)], null, "itself"],
    ["the operator when a command before succeeded", [call(1_000, 1), call(2_000, 0)], null, "operator"],
    ["somebody unknown when all before failed", [call(1_000, 1), call(2_000, null)], null, "undetermined"],
  ] as const)("%s", (_, commands, healthyAfterCleanup, expected) => {
    expect(healedBy({ recoveredSince: 5_000, commands, healthyAfterCleanup })).toBe(expected);
  });

  it("the harness when only the clean-up helped, and nobody when nothing did", () => {
    expect(healedBy({ recoveredSince: null, commands: [], healthyAfterCleanup: true })).toBe("harness");
    expect(healedBy({ recoveredSince: null, commands: [], healthyAfterCleanup: false })).toBeNull();
  });
});
