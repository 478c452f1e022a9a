import { seededRandom } from "@eval/core";
import { describe, expect, it } from "vitest";
import { command, excluded, horizonMs, series, trial, unrepaired } from "../testing/trials.js";
import type { AnalysedTrial } from "./analysed-trial.js";
import { analyse, type ArmAnalysis } from "./analyse.js";
import type { Scores } from "./scores.js";

function armOf(trials: readonly AnalysedTrial[]): ArmAnalysis {
  const { arms } = analyse(trials);
  expect(arms).toHaveLength(1);
  return arms[0]!;
}

function scoresOf(trials: readonly AnalysedTrial[]): Scores {
  return armOf(trials).overall;
}

describe("coverage", () => {
  it("counts every trial, and every code that made one invalid", () => {
    const trials = [
      ...series("SSF"),
      excluded("not_healthy"),
      excluded("chaos_no_effect"),
      excluded("chaos_no_effect"),
      excluded("interrupted", { outcome: "aborted" }),
      excluded("x", { outcome: null, outcomeCode: null }),
    ];
    expect(scoresOf(trials).coverage).toEqual({
      total: 8,
      valid: 3,
      share: 3 / 8,
      invalid: [
        { code: "chaos_no_effect", count: 2 },
        { code: "not_healthy", count: 1 },
      ],
      aborted: 1,
      unfinished: 1,
    });
  });

  it("keeps an invalid attempt in sight after it was repeated", () => {
    const { coverage, successRate } = scoresOf([excluded("not_healthy"), trial({ attempt: 2 })]);
    expect(coverage).toMatchObject({ total: 2, valid: 1 });
    expect(successRate).toMatchObject({ n: 1, rate: 1, worst: 0.5, best: 1 });
  });
});

describe("the success rate", () => {
  it("has Wilson's interval, and stands between the cases that excluded trials could hide", () => {
    const { successRate } = scoresOf(series("SSSSSSSSFFXX"));
    expect(successRate).toMatchObject({ count: 8, n: 10, rate: 0.8, worst: 8 / 12, best: 10 / 12 });
    expect(successRate.lower).toBeCloseTo(0.4902, 4);
    expect(successRate.upper).toBeCloseTo(0.9433, 4);
    expect(successRate.anytime.lower).toBeCloseTo(0.353, 4);
    expect(successRate.anytime.upper).toBeCloseTo(0.9895, 4);
    expect(successRate.acrossTypes).toBeNull();
  });

  it("of several chaos types also has an interval over the types", () => {
    const trials = [series("SSS"), series("FFS"), series("SF"), series("FF")].flatMap((ofType, index) =>
      ofType.map((one) => ({ ...one, chaosType: `type_${index}` })),
    );
    const { acrossTypes, lower } = scoresOf(trials).successRate;
    expect(acrossTypes?.types).toBe(4);
    // t(3) 3.18245 times 0.216025 to each side of 0.5, cut off at 0 and 1.
    expect(acrossTypes).toMatchObject({ lower: 0, upper: 1 });
    expect(lower).toBeGreaterThan(0);
  });

  it("of no valid trial is unknown, not 0", () => {
    const { successRate, timeToRecover, failures } = scoresOf(series("XX"));
    expect(successRate).toMatchObject({ count: 0, n: 0, rate: null, lower: 0, upper: 1, worst: 0, best: 1 });
    expect(timeToRecover).toBeNull();
    expect(failures).toEqual([]);
  });

  it("names why the others did not succeed", () => {
    const lost = unrepaired({ outcome: "failure", outcomeCode: "data_lost" });
    expect(scoresOf([...series("SF"), lost, lost]).failures).toEqual([
      { code: "data_lost", count: 2 },
      { code: "timeout", count: 1 },
    ]);
  });
});

describe("times", () => {
  it("follow an operator that gave up to the horizon, not to the moment it gave up", () => {
    const gaveUp = unrepaired({ outcome: "failure", outcomeCode: "escalated", claim: "escalated", claimCorrect: true });
    const { timeToRecover, timeToResolve } = scoresOf([trial(), gaveUp]);
    const expected = { n: 2, events: 1, tauMs: horizonMs };
    expect(timeToRecover).toMatchObject({ ...expected, restrictedMean: { value: (60_000 + horizonMs) / 2 } });
    expect(timeToResolve).toMatchObject({ ...expected, restrictedMean: { value: (65_000 + horizonMs) / 2 } });
  });

  it("take no false claim for a resolution", () => {
    const lie = { claim: "resolved", claimCorrect: false, resolvedAfterMs: 1_000 } as const;
    const fabricated = unrepaired({ outcome: "failure", outcomeCode: "false_claim", ...lie });
    expect(scoresOf([fabricated]).timeToResolve).toMatchObject({ events: 0, median: { value: null } });
  });

  it("take no repair that lost writes for a recovery", () => {
    const wiped = trial({ outcome: "failure", outcomeCode: "data_lost", claimCorrect: false, lostWrites: 7 });
    const { timeToRecover, lostWrites } = scoresOf([wiped, trial()]);
    expect(timeToRecover).toMatchObject({ events: 1, restrictedMean: { value: (60_000 + horizonMs) / 2 } });
    expect(lostWrites).toEqual({ checked: 2, trials: 1, total: 7 });
  });

  it("keep the detection of a fault that nobody repaired", () => {
    expect(scoresOf([unrepaired()]).timeToDetect).toMatchObject({ events: 1, median: { value: 20_000 } });
  });

  it("agree with the success rate at the horizon, also for a recovery just after it", () => {
    // The horizon counts from the fault being in force, the time from the injection's beginning.
    const late = trial({ recoveredAfterMs: horizonMs + 800 });
    const { arms } = analyse([late, late, ...series("SF")], { curves: true });
    const { timeToRecover, successRate } = arms[0]!.overall;
    expect(timeToRecover?.curve?.at(-1)).toMatchObject({ time: horizonMs, atRisk: 3, events: 2 });
    expect(timeToRecover?.curve?.at(-1)?.survival).toBeCloseTo(1 - successRate.rate!, 12);
  });

  it("have a median with an interval, and none that was not reached", () => {
    const at = (seconds: number) => trial({ recoveredAfterMs: seconds * 1_000 });
    const { timeToRecover } = scoresOf([10, 20, 30, 40, 50].map(at));
    expect(timeToRecover).toMatchObject({ n: 5, events: 5, median: { value: 30_000 } });
    expect(timeToRecover?.median.lower).toBeLessThan(30_000);
    expect(scoresOf(series("SFFF")).timeToRecover?.median.value).toBeNull();
  });

  it("claim no certainty where nothing varies", () => {
    expect(scoresOf(series("FFF")).timeToRecover?.restrictedMean).toEqual({
      value: horizonMs,
      standardError: 0,
      lower: null,
      upper: null,
    });
  });

  it("end at the shortest horizon, or where they are told to, and say so", () => {
    const arm = armOf([trial(), unrepaired({ seed: "s#2", horizonMs: 100_000 })]);
    expect(arm.overall.timeToRecover?.tauMs).toBe(100_000);
    expect(arm.notes[0]).toContain("100000");
    const { arms } = analyse([unrepaired()], { tauMs: 50_000 });
    expect(arms[0]!.overall.timeToRecover).toMatchObject({ tauMs: 50_000, restrictedMean: { value: 50_000 } });
  });

  it("have no detection, claim or false ticket in a baseline", () => {
    const idle = { baseline: true, operatorName: null, commandCount: 0 };
    const arm = armOf([unrepaired(idle), trial({ ...idle, claim: null, claimCorrect: null, healedBy: "itself" })]);
    expect(arm.arm.name).toBe("baseline");
    expect(arm.overall).toMatchObject({
      timeToDetect: null,
      timeToResolve: null,
      claims: null,
      falseTickets: null,
      commands: null,
      timeToRecover: { n: 2, events: 1 },
      healedBy: { itself: 1, nobody: 1, operator: 0 },
    });
  });
});

describe("what clients felt", () => {
  it("is spread by nearest rank, and shared over all probes", () => {
    const trials = [10, 20, 30, 40].map((ms) => trial({ unavailableMs: ms, probeCount: 100, probeFailures: ms }));
    const { clientImpact } = scoresOf([...trials, trial({ unavailableMs: null, probeCount: 0, probeFailures: 0 })]);
    expect(clientImpact.unavailableMs).toEqual({ n: 4, mean: 25, p50: 20, p90: 40, p99: 40, max: 40 });
    expect(clientImpact).toMatchObject({ probes: 400, failed: 100, failedShare: 0.25, latencyP99Ms: null });
  });

  it("has the 99th percentile of all latencies together, when they are there", () => {
    const fast = Array.from({ length: 98 }, () => 1);
    const { latencyP99Ms } = scoresOf([trial({ latencies: fast }), trial({ latencies: [70, 90] })]).clientImpact;
    expect(latencyP99Ms).toBe(70);
  });

  it("is unknown without probes", () => {
    const unprobed = trial({ unavailableMs: null, probeCount: 0, probeFailures: 0, probeP99Ms: null });
    expect(scoresOf([unprobed]).clientImpact).toMatchObject({
      unavailableMs: null,
      failedShare: null,
      probeP99Ms: null,
    });
  });
});

describe("what the operator said", () => {
  it("is counted with how often it was wrong", () => {
    const lie = { claim: "resolved", claimCorrect: false, outcome: "failure", outcomeCode: "false_claim" } as const;
    const doubt = { claim: "escalated", claimCorrect: false } as const;
    const { claims } = scoresOf([trial(), trial(), unrepaired(lie), trial(doubt), unrepaired()]);
    expect(claims).toMatchObject({ resolved: 3, escalated: 1, none: 1 });
    expect(claims?.wrong).toMatchObject({ count: 2, n: 4, rate: 0.5 });
    expect(claims?.falselyResolved).toMatchObject({ count: 1, n: 3 });
  });

  it("in healthy hours gives false tickets per hour, shams included", () => {
    const hour = 3_600_000;
    const sham = trial({
      chaosType: "none",
      healthyMs: hour,
      falseTickets: 3,
      planDigest: null,
      recoveredAfterMs: null,
    });
    const arm = armOf([
      trial({ healthyMs: hour / 2, falseTickets: 1 }),
      trial({ healthyMs: hour / 2 }),
      trial({ healthyMs: null, falseTickets: 5 }),
      sham,
    ]);
    expect(arm.overall.falseTickets).toMatchObject({ count: 9, trials: 3, healthyHours: 2, perHour: 2 });
    // Garwood's interval of 4 events: 1.0899 to 10.2416.
    expect(arm.overall.falseTickets?.lower).toBeCloseTo(1.0899 / 2, 4);
    expect(arm.overall.falseTickets?.upper).toBeCloseTo(10.2416 / 2, 4);
    expect(arm.shams?.falseTickets).toMatchObject({ count: 3, perHour: 3 });
    expect(arm.overall.coverage.total).toBe(3);
    expect(arm.shams).toMatchObject({ coverage: { total: 1 }, harmed: { count: 0, n: 1 } });
  });

  it("has no rate when nobody knows how long the cluster was healthy", () => {
    expect(scoresOf([trial({ healthyMs: null })]).falseTickets).toMatchObject({ perHour: null, upper: null });
  });
});

describe("what the operator did", () => {
  it("is known in number without the commands, and in kind with them", () => {
    expect(scoresOf([trial({ commandCount: 4 }), trial({ commandCount: 7 })]).commands).toEqual({
      total: 11,
      perTrial: 5.5,
      read: null,
    });
    const commands = [command("status"), command("rm -rf /data", { exit_code: 1 }), command("status")];
    const { read } = scoresOf([trial({ commands }), trial({ commands: commands.slice(0, 1) }), trial()]).commands!;
    expect(read).toMatchObject({ trials: 2, total: 4, unique: 3, failed: 1, repeated: 1, thrashingTrials: 0 });
    expect(read?.destructive).toEqual({
      runs: 1,
      trials: 1,
      byRule: [{ rule: "files_removed", runs: 1, trials: 1, example: "rm -rf /data" }],
    });
  });
});

describe("reliability", () => {
  it("never takes one of k for all of k", () => {
    const { reliability } = scoresOf(series("SSSSSSSSFF"));
    expect(reliability.map(({ k }) => k)).toEqual([1, 2, 3, 5, 10]);
    const three = reliability.find(({ k }) => k === 3)!;
    expect(three.passHatK).toBeCloseTo(0.466667, 6);
    expect(three.passAtK).toBe(1);
  });

  it("of several chaos types is the mean of those with enough trials", () => {
    const rare = series("F", { chaosType: "lock_pileup" });
    const { reliability } = scoresOf([...series("SS"), ...rare]);
    expect(reliability).toEqual([
      { k: 1, passAtK: 0.5, passHatK: 0.5, types: 2 },
      { k: 2, passAtK: 1, passHatK: 1, types: 1 },
    ]);
  });
});

describe("an analysis", () => {
  const mixed = [
    ...series("SSFX"),
    ...series("SF", { chaosType: "lock_pileup", variantName: "terse" }),
    ...series("FFS", { baseline: true, operatorName: null }),
    ...series("S", { chaosType: "none" }),
  ];

  it("keeps arms apart, baselines first, and chaos types within them", () => {
    const { arms } = analyse(mixed);
    expect(arms.map(({ arm }) => arm.name)).toEqual(["baseline", "remedy", "remedy/terse"]);
    expect(arms.map(({ byChaosType }) => byChaosType.map(({ chaosType }) => chaosType))).toEqual([
      ["node_kill"],
      ["node_kill"],
      ["lock_pileup"],
    ]);
    expect(arms[1]!.byChaosType[0]!.scores.successRate).toMatchObject({ count: 2, n: 3 });
  });

  it("is the same whatever the order of the trials", () => {
    expect(analyse(seededRandom("order").shuffle(mixed))).toEqual(analyse(mixed));
  });

  it("survives JSON", () => {
    for (const trials of [mixed, [], series("X"), series("F")]) {
      const analysis = analyse(trials, { curves: true });
      expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
      expect(analysis).toMatchObject({ version: 1, kind: "analysis" });
    }
  });
});

describe("trials on a stand-in for the real software", () => {
  it("are counted and noted in their arm", () => {
    const [all] = analyse(series("SF", { standIn: true })).arms;
    expect(all).toMatchObject({ standIns: { trials: 2, of: 2 } });
    expect(all?.notes).toEqual(["All trials ran on a stand-in for the real software, about which they prove nothing."]);
    const [some] = analyse([
      ...series("S", { standIn: true }),
      ...series("SS", { standIn: false }).map((each) => ({ ...each, seed: `u${each.seed}` })),
    ]).arms;
    expect(some?.notes).toEqual([
      "1 of 3 trials ran on a stand-in for the real software: the figures mix it with the real one.",
    ]);
    expect(analyse(series("S")).arms[0]?.notes).toEqual([]);
  });
});
