import { describe, expect, it } from "vitest";
import { findRecovery, type HealthRun } from "./recovery.js";

const rule = { holdMs: 10_000, intervalMs: 500, notBefore: 1_000, beginBy: 60_000 };
const run = (status: HealthRun["status"], from: number, until: number): HealthRun => ({ status, from, until });

describe("recovery", () => {
  it("begins with the healthy run that lasted the hold window", () => {
    const runs = [run("degraded", 1_000, 4_500), run("healthy", 5_000, 15_000)];
    expect(findRecovery(runs, rule)).toEqual({ since: 5_000, heldUntil: 15_000 });
  });

  it("needs the whole window", () => {
    expect(findRecovery([run("degraded", 1_000, 4_500), run("healthy", 5_000, 14_999)], rule)).toBeUndefined();
  });

  it("starts again after a relapse", () => {
    const relapsed = [run("healthy", 2_000, 14_000), run("degraded", 14_500, 15_000)];
    expect(findRecovery(relapsed, rule)).toBeUndefined();
    expect(findRecovery([...relapsed, run("healthy", 15_500, 25_500)], rule)?.since).toBe(15_500);
  });

  it("survives a blindness of at most three intervals", () => {
    const blink = [run("healthy", 2_000, 6_000), run("unknown", 6_500, 7_000), run("healthy", 7_500, 12_000)];
    expect(findRecovery(blink, rule)?.since).toBe(2_000);
    const gap = [run("healthy", 2_000, 6_000), run("healthy", 7_600, 12_000)];
    expect(findRecovery(gap, rule)).toBeUndefined();
    expect(findRecovery([...gap.slice(0, 1), run("healthy", 7_500, 12_000)], rule)?.since).toBe(2_000);
  });

  it("is not forgotten because the very last sample could not tell", () => {
    expect(findRecovery([run("healthy", 2_000, 12_000), run("unknown", 12_500, 12_500)], rule)?.since).toBe(2_000);
    expect(findRecovery([run("healthy", 2_000, 12_000), run("unknown", 12_500, 20_000)], rule)).toBeUndefined();
  });

  it("may reach the end of its window after the horizon if it began within it", () => {
    expect(findRecovery([run("healthy", 59_000, 69_000)], rule)?.since).toBe(59_000);
    expect(findRecovery([run("healthy", 60_001, 80_000)], rule)).toBeUndefined();
  });

  it("does not count health from before the fault showed", () => {
    expect(findRecovery([run("healthy", 0, 11_000)], rule)).toEqual({ since: 1_000, heldUntil: 11_000 });
    expect(findRecovery([run("healthy", 0, 10_500)], rule)).toBeUndefined();
  });

  it("needs only one sample when nothing must be held", () => {
    const instant = { ...rule, holdMs: 0 };
    expect(findRecovery([run("degraded", 1_000, 2_000), run("healthy", 2_500, 2_500)], instant)?.since).toBe(2_500);
    expect(findRecovery([run("healthy", 0, 900)], instant)).toBeUndefined();
  });
});
