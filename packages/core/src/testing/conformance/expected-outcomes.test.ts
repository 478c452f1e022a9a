import { expect, it } from "vitest";
import { expectedOutcomes, type Arm } from "./expected-outcomes.js";

const arms: readonly Arm[] = ["baseline", "nop", "fabricate", "restart", "remedy", "wrong_fix"];
const of = (nature: Parameters<typeof expectedOutcomes>[1]) =>
  Object.fromEntries(arms.map((arm) => [arm, expectedOutcomes(arm, nature)?.join(" or ") ?? null]));

it("of a fault that stays: only its repairs succeed, and a claim without one is a failure", () => {
  expect(of({ selfHeals: false, healsByRestart: true, shows: true })).toEqual({
    baseline: "timeout",
    nop: "timeout",
    fabricate: "failure",
    restart: "success",
    remedy: "success",
    wrong_fix: "failure or timeout",
  });
});

it("of a fault that defeats restarts: neither outcome of a failed restart is wrong", () => {
  const nature = { selfHeals: false, shows: true };
  expect(expectedOutcomes("restart", { ...nature, healsByRestart: false })).toEqual(["failure", "timeout"]);
  expect(expectedOutcomes("restart", { ...nature, healsByRestart: undefined })).toBeNull();
});

it("of a fault that heals by itself: every arm succeeds, but for those that do damage", () => {
  const expected = of({ selfHeals: true, healsByRestart: undefined, shows: true });
  expect(expected).toMatchObject({ baseline: "success", nop: "success", fabricate: "success", restart: "success" });
  expect(expected["wrong_fix"]).toBe("failure or timeout");
});

it("of a fault without symptoms: nobody who is not told has anything to claim", () => {
  expect(expectedOutcomes("fabricate", { selfHeals: false, healsByRestart: undefined, shows: false })).toEqual([
    "timeout",
  ]);
});
