import { seededRandom } from "@eval/core";
import { describe, expect, it } from "vitest";
import { mcnemar } from "../stats/mcnemar.js";
import { excluded, horizonMs, series, trial } from "../testing/trials.js";
import type { AnalysedTrial } from "../trials/analysed-trial.js";
import { compareAll, compareWithFirst } from "./compare-all.js";
import { compare } from "./compare.js";
import type { Comparison } from "./comparison.js";
import { liftOver } from "./lift.js";

const names = { a: "old", b: "new" };
const onlySuccess = { names, measures: ["success_rate"] } as const;

/** Arms of as many chaos types as there are letters strings, type_0 and so on. */
function types(...letters: string[]): AnalysedTrial[] {
  return letters.flatMap((one, index) => series(one, { chaosType: `type_${index}` }));
}

function successOf(a: string, b: string): Comparison {
  return compare(series(a), series(b), onlySuccess);
}

describe("the verdict on success", () => {
  it("is not better for one extra success", () => {
    const { verdict, words, overall } = successOf("SSSSSSFFFF", "SSSSSSSFFF");
    expect(verdict).toBe("no_difference_shown");
    expect(overall.successRate).toMatchObject({ method: "mcnemar_mid_p", n: { pairs: 10 } });
    expect(overall.successRate?.difference).toBeCloseTo(0.1, 12);
    expect(words[0]).toMatch(/^No difference shown between new and old: 70 % against 60 % succeeded, \+10 points \[/);
    expect(words[0]).toMatch(
      /With 10 pairs, a difference of \d+ points or more would have been shown \(80 % power\)\.$/,
    );
  });

  it("is better where the pairs show it, and worse the other way round", () => {
    const better = successOf("FFFFFFFSSS", "SSSSSSSSSF");
    expect(better.verdict).toBe("better");
    expect(better.overall.successRate).toMatchObject({ p: mcnemar(7, 1).midP, adjustedP: mcnemar(7, 1).midP });
    expect(better.words[0]).toMatch(
      /^new is better than old: 90 % against 30 % succeeded, \+60 points \[.*\], p = 0\.039\./,
    );
    const worse = successOf("SSSSSSSSSF", "FFFFFFFSSS");
    expect(worse.verdict).toBe("worse");
    expect(worse.overall.successRate?.difference).toBe(-better.overall.successRate!.difference!);
    expect(worse.overall.successRate?.interval?.lower).toBeCloseTo(-better.overall.successRate!.interval!.upper, 12);
  });

  it("says when so few trials could not have shown anything", () => {
    const { words } = successOf("FFFF", "SSSS");
    expect(words[0]).toContain("No difference at all could have been shown with 4 pairs.");
  });

  it("is inconclusive without a valid trial", () => {
    const comparison = successOf("XX", "SS");
    expect(comparison.verdict).toBe("inconclusive");
    expect(comparison.overall.successRate).toMatchObject({ difference: null, p: 1 });
    expect(comparison.words[0]).toBe("Inconclusive. old has no valid trial.");
    expect(compare([], [], { names })).toMatchObject({ verdict: "inconclusive", tauMs: 0 });
  });

  it("keeps to the horizon where the arms have nothing in common, and names what it left out", () => {
    const comparison = compare(series("S", { chaosType: "one" }), series("S", { chaosType: "two" }), { names });
    expect(comparison.chaosTypes).toEqual({ compared: [], onlyInA: ["one"], onlyInB: ["two"] });
    expect(comparison.words).toEqual(["Nothing to compare: old and new have no chaos type in common."]);
  });
});

describe("excluded trials", () => {
  it("make it inconclusive when they could turn the answer, with both bounds", () => {
    // Six to nil; of the last pair the old arm's trial is excluded, and may have succeeded where the new one failed.
    const { verdict, overall, words } = successOf("FFFFFFX", "SSSSSSF");
    expect(verdict).toBe("inconclusive");
    const { seen, worst, best } = overall.successRate!.bounds!;
    expect(seen).toMatchObject({ verdict: "better", p: mcnemar(6, 0).midP });
    expect(worst).toMatchObject({ verdict: "no_difference_shown", p: mcnemar(6, 1).midP });
    expect(best).toMatchObject({ verdict: "better", p: mcnemar(6, 0).midP });
    expect(words[0]).toMatch(/^Inconclusive\. As it stands: new is better than old, 100 % against 0 % succeeded/);
    expect(words[0]).toContain(
      "Were all excluded trials against new: No difference shown between new and old (+71 points",
    );
    expect(words[0]).toContain("Were all for it: new is better than old (+86 points");
    expect(words.at(-1)).toBe("old: 6 of 7 trials valid; excluded: 1 invalid/not_healthy.");
  });

  it("leave the answer standing when they could not", () => {
    const { verdict, overall } = successOf("FFFFFFFFX", "SSSSSSSSF");
    expect(verdict).toBe("better");
    expect(overall.successRate?.bounds?.worst).toMatchObject({ verdict: "better", p: mcnemar(8, 1).midP });
  });

  it("make it inconclusive as well when they could hide a difference that is not seen", () => {
    expect(successOf("SSSSSSSSXXXXXX", "SSSSSSSSSSSSSS").verdict).toBe("inconclusive");
    expect(successOf("SSSSSSSSX", "SSSSSSSSS").verdict).toBe("no_difference_shown");
  });

  it("count interrupted, unfinished and repeated attempts too", () => {
    const lost = [
      excluded("interrupted", { outcome: "aborted", seed: "s#8" }),
      excluded("", { outcome: null, seed: "s#9" }),
      excluded("not_healthy", { seed: "s#1", attempt: 1 }),
    ];
    const { overall, b } = compare(series("FFFFFFF"), [...series("SSSSSSS"), ...lost], onlySuccess);
    expect(b.coverage).toMatchObject({ total: 10, valid: 7 });
    expect(overall.successRate).toMatchObject({ n: { pairs: 7 }, verdict: "inconclusive" });
    expect(overall.successRate?.bounds?.worst).toMatchObject({ p: mcnemar(7, 3).midP });
  });

  it("stand for the worst in independent arms too", () => {
    const { overall } = compare(series("FFFFF"), series("SSSSSX", { planDigest: null }), onlySuccess);
    expect(overall.successRate).toMatchObject({ method: "miettinen_nurminen", n: { a: 5, b: 5, pairs: null } });
    expect(overall.successRate?.bounds?.worst.difference).toBeCloseTo(5 / 6, 12);
    expect(overall.successRate?.bounds?.best.difference).toBe(1);
  });
});

describe("pairs", () => {
  it("need equal seeds and equal plans; the report says how many had them", () => {
    const b = series("SSSSSS").map((one, index) => ({ ...one, ...(index < 2 ? { planDigest: "other" } : {}) }));
    const { pairing, overall, words } = compare(series("FFFFFF"), b, onlySuccess);
    expect(pairing).toMatchObject({ pairs: 4, independentTypes: 1, otherPlan: 4, alone: { a: 2, b: 2 } });
    // Nothing valid is thrown away: the arms are compared as independent.
    expect(overall.successRate).toMatchObject({ method: "miettinen_nurminen", n: { a: 6, b: 6, pairs: null } });
    expect(words).toContain(
      "4 pairs of equal seed and plan; 1 chaos type compared as independent arms, as 4 trials of equal seed had another plan.",
    );
  });

  it("are not made of trials without a plan, of other seeds, or of other chaos types", () => {
    const without = (overrides: Partial<AnalysedTrial>) => compare(series("FS"), series("SS", overrides), { names });
    expect(without({ planDigest: null }).pairing.pairs).toBe(0);
    expect(without({ seed: "other" }).pairing).toMatchObject({ pairs: 0, alone: { a: 2, b: 2 }, otherPlan: 0 });
    expect(without({ chaosType: "other" }).pairing.pairs).toBe(0);
    expect(without({}).pairing).toMatchObject({ pairs: 2, pairedTypes: 1, alone: { a: 0, b: 0 } });
  });

  it("take the attempt that was valid", () => {
    const a = [excluded("not_healthy", { seed: "s#1" }), trial({ attempt: 2, planDigest: "plan-1" })];
    const { pairing, overall } = compare(a, series("S"), { names });
    expect(pairing.pairs).toBe(1);
    expect(overall.successRate?.n.pairs).toBe(1);
  });

  it("join repetitions of a seed in their order, each trial once", () => {
    const twice = (letters: string) => series(letters, { seed: "same", planDigest: "same" });
    const { pairing } = compare(twice("SSF"), twice("FFF"), { names });
    expect(pairing).toMatchObject({ pairs: 3, alone: { a: 0, b: 0 } });
  });

  it("leave out a trial whose counterpart is excluded, and say so", () => {
    const { pairing, overall } = successOf("SSX", "SSS");
    expect(pairing).toMatchObject({ pairs: 2, counterpartExcluded: { a: 0, b: 1 }, alone: { a: 0, b: 0 } });
    expect(overall.successRate?.n).toEqual({ a: 2, b: 2, pairs: 2 });
  });

  it("show more than independent arms do, where the plans decide", () => {
    const letters = { a: "SSSSSSSSFFFFFFFF", b: "SSSSSSSSFFSSSSSS" };
    const paired = successOf(letters.a, letters.b);
    const apart = compare(series(letters.a), series(letters.b, { planDigest: null }), onlySuccess);
    expect(paired.verdict).toBe("better");
    expect(paired.overall.successRate!.p).toBeLessThan(apart.overall.successRate!.p);
  });
});

describe("several chaos types", () => {
  it("are a sample of faults: what holds on them need not hold in general", () => {
    const a = types("FFFFFFFFFF", "SSSSSSSSSS", "FFFFFFFFFF");
    const b = types("SSSSSSSSSS", "SSSSSSSSSS", "SSSSSSSSSF");
    const { overall, onTheseTypes, verdict, words } = compare(a, b, onlySuccess);
    expect(onTheseTypes?.successRate).toMatchObject({ verdict: "better", method: "mcnemar_mid_p" });
    expect(overall.successRate).toMatchObject({ acrossTypes: { types: 3 }, verdict: "no_difference_shown" });
    expect(verdict).toBe("no_difference_shown");
    expect(words[0]).toContain("No difference at all could have been shown with 30 pairs on 3 chaos types.");
    expect(words[0]).toMatch(/^In general, 3 chaos types being a sample: No difference shown/);
    expect(words[1]).toMatch(/^On these chaos types alone: new is better than old/);
  });

  it("that all agree show it in general, but never more surely than their trials do", () => {
    const a = types("FFFFF", "FFFFF", "FFFFS", "FFFFF", "SFFFF", "FFFFF");
    const b = types("SSSSS", "SSSSF", "SSSSS", "FSSSS", "SSSSS", "SSSSS");
    const { overall, onTheseTypes } = compare(a, b, onlySuccess);
    expect(overall.successRate).toMatchObject({ verdict: "better", acrossTypes: { types: 6 } });
    expect(overall.successRate!.p).toBeGreaterThanOrEqual(onTheseTypes!.successRate!.p);
    const one = compare(types("F", "F", "F"), types("S", "S", "S"), onlySuccess);
    expect(one.verdict).toBe("no_difference_shown");
  });

  it("are each judged after Holm, over all that was declared", () => {
    const comparison = compare(types("FFFFFF", "FFFFFF"), types("SSSSSS", "FFFFFF"), onlySuccess);
    expect(comparison.family).toEqual({ correction: "holm", measures: ["success_rate"], overall: 1, byChaosType: 2 });
    const [first, second] = comparison.byChaosType;
    expect(first!.successRate).toMatchObject({ verdict: "better", adjustedP: expect.closeTo(2 / 64, 12) });
    expect(second!.successRate).toMatchObject({ verdict: "no_difference_shown", adjustedP: 1 });
    const wider = compare(types("FFFFFF", "FFFFFF"), types("SSSSSS", "FFFFFF"), { names });
    expect(wider.family.byChaosType).toBe(4);
    expect(wider.byChaosType[0]!.successRate!.adjustedP).toBeGreaterThan(2 / 64);
  });

  it("in different shares do not make an arm better", () => {
    // The new arm met the easy type more often; on each type both succeed alike.
    const a = [
      ...series("SSSSSSSSSF", { chaosType: "easy" }),
      ...series("SFFFFFFFFF".repeat(4), { chaosType: "hard" }),
    ];
    const b = [
      ...series("SSSSSSSSSF".repeat(4), { chaosType: "easy" }),
      ...series("SFFFFFFFFF", { chaosType: "hard" }),
    ];
    const { onTheseTypes, verdict } = compare(a, b, onlySuccess);
    expect(onTheseTypes?.successRate?.difference).toBeCloseTo(0, 12);
    expect(verdict).toBe("no_difference_shown");
  });

  it("leave shams out", () => {
    const sham = series("F", { chaosType: "none" });
    expect(compare([...series("SS"), ...sham], [...series("SS"), ...sham]).chaosTypes.compared).toEqual(["node_kill"]);
  });
});

describe("the verdict on time", () => {
  const recovering = (seconds: readonly number[], overrides: Partial<AnalysedTrial> = {}) =>
    seconds.map((second, index) =>
      trial({ recoveredAfterMs: second * 1_000, seed: `s#${index}`, planDigest: `plan-${index}`, ...overrides }),
    );
  const slow = [100, 120, 90, 140, 110, 130, 95, 150];
  const fast = [40, 60, 35, 70, 50, 80, 45, 65];

  it("is sooner where the pairs show it", () => {
    const { overall, words, verdict } = compare(recovering(slow), recovering(fast), { names });
    expect(verdict).toBe("no_difference_shown");
    expect(overall.timeToRecover).toMatchObject({ verdict: "better", method: "paired_sign_flip", p: 2 / 256 });
    expect(overall.timeToRecover?.difference).toBeCloseTo(-61_250, 6);
    expect(overall.curves).toMatchObject({ method: "log_rank_by_pair", p: mcnemar(8, 0).midP });
    expect(words[1]).toMatch(
      /^new recovers sooner than old: 55\.6 s against 116\.9 s on average, counted up to 300 s, -61\.3 s \[/,
    );
    const back = compare(recovering(fast), recovering(slow), { names });
    expect(back.overall.timeToRecover?.verdict).toBe("worse");
  });

  it("does not depend on pairing", () => {
    const { overall } = compare(recovering(slow), recovering(fast, { planDigest: null }), { names });
    expect(overall.timeToRecover).toMatchObject({ verdict: "better", method: "restricted_mean_permutation" });
    expect(overall.timeToRecover?.p).toBeCloseTo(2 / 12_870, 12);
    expect(overall.curves?.method).toBe("log_rank_by_permutation");
  });

  it("is normal for larger arms, and follows the published restricted means", () => {
    const many = (seconds: readonly number[], planDigest: string) => {
      const all = [...seconds, ...seconds, ...seconds].map((second, index) => second + index);
      return recovering(all).map((one) => ({ ...one, planDigest }));
    };
    const { overall } = compare(many(slow, "a"), many(fast, "b"), { names });
    expect(overall.timeToRecover).toMatchObject({ verdict: "better", method: "restricted_mean_normal" });
    expect(overall.curves?.method).toBe("log_rank_by_type");
  });

  it("asks both arms by the same time, whatever their horizons", () => {
    const patient = recovering(slow, { horizonMs: 600_000, recoveredAfterMs: 400_000 });
    const { tauMs, overall } = compare(patient, recovering(fast), { names });
    expect(tauMs).toBe(horizonMs);
    expect(overall.successRate).toMatchObject({ a: 0, b: 1, verdict: "better" });
    expect(overall.timeToRecover?.a).toBe(horizonMs);
  });

  it("gives nothing for giving up early", () => {
    const gaveUp = series("FFFFFFFF").map((one) => ({ ...one, claim: "escalated" as const, outcomeCode: "escalated" }));
    const { overall } = compare(recovering(slow), gaveUp, { names });
    expect(overall.timeToRecover).toMatchObject({ verdict: "worse", b: horizonMs });
  });
});

describe("a comparison", () => {
  const random = seededRandom("comparison");
  const arm = () =>
    ["one", "two", "three"].flatMap((chaosType) =>
      series(Array.from({ length: 25 }, () => random.pick(["S", "S", "F", "X"])).join(""), { chaosType }).map((one) =>
        one.outcome === "success" ? { ...one, recoveredAfterMs: random.integer(1_000, horizonMs) } : one,
      ),
    );
  const [a, b] = [arm(), arm()];

  it("repeats itself, whatever the order of the trials", () => {
    const once = compare(a, b);
    expect(compare(a, b)).toEqual(once);
    const success = compare(seededRandom("order").shuffle(a), seededRandom("order").shuffle(b)).overall.successRate;
    expect(success).toEqual(once.overall.successRate);
  });

  it("survives JSON", () => {
    for (const comparison of [compare(a, b), compare([], []), compare(a, []), compare(series("X"), series("X"))]) {
      expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
      expect(comparison).toMatchObject({ version: 1, kind: "comparison" });
    }
  });

  it("of an arm with itself shows nothing", () => {
    const { overall, onTheseTypes } = compare(series("SSFSFFSS"), series("SSFSFFSS"));
    expect(overall.successRate).toMatchObject({ difference: 0, p: 1, verdict: "no_difference_shown" });
    expect(overall.timeToRecover).toMatchObject({
      difference: 0,
      interval: null,
      p: 1,
      verdict: "no_difference_shown",
    });
    expect(onTheseTypes).toBeNull();
  });
});

describe("the lift", () => {
  it("is what an operator adds to doing nothing and to restarting", () => {
    const operator = { name: "agent", trials: series("SSSSSSSSSF") };
    const [overNothing, overRestart] = liftOver(operator, [
      { name: "baseline", trials: series("FFFFFFFFFF", { baseline: true }) },
      { name: "restart", trials: series("FFFFFSSSSS") },
    ]);
    expect(overNothing).toMatchObject({ over: "baseline", difference: 0.9, ofHeadroom: 0.9 });
    expect(overNothing!.comparison.verdict).toBe("better");
    expect(overRestart!.difference).toBeCloseTo(0.4, 12);
    expect(overRestart!.ofHeadroom).toBeCloseTo(0.8, 12);
  });

  it("is no share of a headroom that there is not", () => {
    const [lift] = liftOver({ name: "agent", trials: series("SS") }, [{ name: "restart", trials: series("SS") }]);
    expect(lift).toMatchObject({ difference: 0, ofHeadroom: null });
    const [none] = liftOver({ name: "agent", trials: series("SS") }, [{ name: "restart", trials: [] }]);
    expect(none).toMatchObject({ difference: null, ofHeadroom: null });
  });
});

describe("several variants", () => {
  it("are compared two by two, as one family", () => {
    const arms = [
      { name: "a", trials: series("FFFFFFF") },
      { name: "b", trials: series("SSSSSSS") },
      { name: "c", trials: series("SSSSSSF") },
    ];
    const { comparisons, family } = compareAll(arms, { measures: ["success_rate"] });
    expect(comparisons.map(({ a, b }) => `${b.name} against ${a.name}`)).toEqual([
      "b against a",
      "c against a",
      "c against b",
    ]);
    expect(family).toEqual({ correction: "holm", overall: 3 });
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(["better", "better", "no_difference_shown"]);
    expect(comparisons[0]!.overall.successRate).toMatchObject({
      p: expect.closeTo(1 / 128, 12),
      adjustedP: expect.closeTo(3 / 128, 12),
    });
    expect(comparisons[1]!.words[0]).toContain("after Holm");
  });

  it("of which there is one are compared with nothing", () => {
    expect(compareAll([{ name: "a", trials: series("S") }]).comparisons).toEqual([]);
  });

  it("may all be compared with the first alone, as a smaller family", () => {
    const arms = ["baseline", "one", "two"].map((name) => ({
      name,
      trials: series(name === "two" ? "SSSSSSSS" : "FFFFFFFF"),
    }));
    const { family, comparisons } = compareWithFirst(arms);
    expect(comparisons.map(({ a, b }) => [a.name, b.name])).toEqual([
      ["baseline", "one"],
      ["baseline", "two"],
    ]);
    expect(family.overall).toBe(4);
    expect(compareAll(arms).family.overall).toBe(6);
    const [p, adjusted] = [comparisons[1]!.overall.successRate!.p, comparisons[1]!.overall.successRate!.adjustedP];
    expect(adjusted).toBeCloseTo(4 * p, 12);
    expect(compareWithFirst([]).comparisons).toEqual([]);
  });
});

describe("stand-ins for the real software", () => {
  const onStandIn = series("SSSSS", { standIn: true });

  it("are named wherever trials ran on them", () => {
    expect(compare(onStandIn, onStandIn).words).toContain(
      "All trials ran on a stand-in for the real software, about which this proves nothing.",
    );
    expect(compare(series("SSSSS"), series("SSSSS")).words.join(" ")).not.toContain("stand-in");
  });

  it("make arms unlike when only one of them ran on them", () => {
    const mixed = [...series("S", { standIn: true }), ...series("S", { standIn: false, seed: "other" })];
    const { words, a, b } = compare(mixed, series("S", { standIn: false }), { names: { a: "mine", b: "yours" } });
    expect([a.standIns, b.standIns]).toEqual([
      { trials: 1, of: 2 },
      { trials: 0, of: 1 },
    ]);
    expect(words).toContain(
      "Not alike: of mine 1 of 2 trials ran on a stand-in for the real software, of yours none. The difference may be the software's.",
    );
  });
});
