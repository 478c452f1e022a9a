import { seededRandom } from "@eval/core";
import { describe, expect, it } from "vitest";
import { lung } from "../testing/lung.js";
import { pbc } from "../testing/pbc.js";
import { aml, sixMpPairs } from "../testing/six-mp.js";
import { chiSquaredTail } from "./chi-squared.js";
import { kaplanMeier, survivalInterval, type Survival } from "./kaplan-meier.js";
import { logRank, permutationLogRank } from "./log-rank.js";
import { mcnemar } from "./mcnemar.js";
import { mean } from "./mean.js";
import { restrictedMean, restrictedMeanDifference } from "./restricted-mean.js";
import { survivalMedian } from "./survival-median.js";

const sixMp = sixMpPairs.map((pair) => pair.sixMp);
const placebo = sixMpPairs.map((pair) => pair.placebo);

describe("Kaplan and Meier's curve", () => {
  it("of 6-MP has the published survival and Greenwood's errors", () => {
    const expected = [
      [6, 0.857143, 0.07636],
      [7, 0.806723, 0.086935],
      [10, 0.752941, 0.09635],
      [13, 0.690196, 0.106815],
      [16, 0.627451, 0.114054],
      [22, 0.537815, 0.128234],
      [23, 0.448179, 0.134591],
    ] as const;
    const points = kaplanMeier(sixMp);
    expect(points.map(({ time }) => time)).toEqual(expected.map(([time]) => time));
    expected.forEach(([, survival, standardError], index) => {
      expect(points[index]!.survival).toBeCloseTo(survival, 6);
      expect(points[index]!.standardError).toBeCloseTo(standardError, 6);
    });
    expect(points[0]).toMatchObject({ atRisk: 21, events: 3 });
  });

  it("of the placebo falls to 0", () => {
    const at = new Map(kaplanMeier(placebo).map((point) => [point.time, point]));
    expect(at.get(1)!.survival).toBeCloseTo(0.904762, 6);
    expect(at.get(5)!.survival).toBeCloseTo(0.571429, 6);
    expect(at.get(8)!.survival).toBeCloseTo(0.380952, 6);
    expect(at.get(8)!.standardError).toBeCloseTo(0.105971, 6);
    expect(at.get(12)!.survival).toBeCloseTo(0.190476, 6);
    expect(at.get(23)!.survival).toBe(0);
    expect(survivalInterval(at.get(23)!)).toBeNull();
  });

  it("has pointwise intervals within [0, 1] around the survival", () => {
    for (const point of kaplanMeier(placebo).slice(0, -1)) {
      for (const scale of ["log", "log_log"] as const) {
        const { lower, upper } = survivalInterval(point, scale)!;
        expect(lower > 0 && lower < point.survival && point.survival < upper && upper <= 1).toBe(true);
      }
    }
  });
});

describe("the median time", () => {
  it("of 6-MP and placebo has Brookmeyer and Crowley's interval on either scale", () => {
    expect(survivalMedian(kaplanMeier(sixMp), "log")).toEqual({ value: 23, lower: 16, upper: null });
    expect(survivalMedian(kaplanMeier(placebo), "log")).toEqual({ value: 8, lower: 4, upper: 12 });
    expect(survivalMedian(kaplanMeier(sixMp), "log_log")).toEqual({ value: 23, lower: 13, upper: null });
    expect(survivalMedian(kaplanMeier(placebo), "log_log")).toEqual({ value: 8, lower: 4, upper: 11 });
  });

  it("of AML and lung cancer is the published one", () => {
    expect(survivalMedian(kaplanMeier(aml.maintained)).value).toBe(31);
    expect(survivalMedian(kaplanMeier(aml.not)).value).toBe(23);
    expect(survivalMedian(kaplanMeier(lung.male)).value).toBe(270);
    expect(survivalMedian(kaplanMeier(lung.female)).value).toBe(426);
  });

  it("is the ordinary median when nothing is censored", () => {
    const at = (...times: number[]) => survivalMedian(kaplanMeier(times.map((time) => ({ time, event: true })))).value;
    expect(at(1, 2, 3)).toBe(2);
    expect(at(1, 2, 3, 4)).toBe(2.5);
  });

  it("is not reached when fewer than half had the event", () => {
    const rare = [{ time: 3, event: true }, ...Array.from({ length: 4 }, () => ({ time: 10, event: false }))];
    expect(survivalMedian(kaplanMeier(rare)).value).toBeNull();
    expect(survivalMedian([])).toEqual({ value: null, lower: null, upper: null });
  });
});

describe("the log-rank test", () => {
  it("of 6-MP against placebo has the published parts", () => {
    const { first, second, variance, chiSquared, p } = logRank([{ first: sixMp, second: placebo }]);
    expect([first.observed, second.observed]).toEqual([9, 21]);
    expect(first.expected).toBeCloseTo(19.2505, 4);
    expect(second.expected).toBeCloseTo(10.7495, 4);
    expect(variance).toBeCloseTo(6.25696, 5);
    expect(chiSquared).toBeCloseTo(16.79294, 5);
    expect(p).toBeCloseTo(4.1688e-5, 9);
  });

  it("weights early events more in Peto's form", () => {
    expect(logRank([{ first: sixMp, second: placebo }], "peto").chiSquared).toBeCloseTo(14.45715, 5);
    expect(logRank([{ first: aml.maintained, second: aml.not }], "peto").chiSquared).toBeCloseTo(2.77928, 6);
  });

  it("of AML and lung cancer is the published one", () => {
    const { chiSquared, p } = logRank([{ first: aml.maintained, second: aml.not }]);
    expect(chiSquared).toBeCloseTo(3.396389, 6);
    expect(p).toBeCloseTo(0.065339, 6);
    expect(logRank([{ first: lung.male, second: lung.female }]).chiSquared).toBeCloseTo(10.33, 2);
  });

  it("stratified by pair is McNemar's test on the preferences", () => {
    const strata = sixMpPairs.map((pair) => ({ first: [pair.sixMp], second: [pair.placebo] }));
    const { chiSquared, p } = logRank(strata);
    expect(chiSquared).toBeCloseTo(10.714286, 6);
    expect(p).toBeCloseTo(0.0010631, 7);

    const preferences = sixMpPairs.map(preferred);
    const [forFirst, forSecond] = [1, -1].map((side) => preferences.filter((one) => one === side).length);
    expect([forFirst, forSecond]).toEqual([18, 3]);
    const byPreference = mcnemar(forFirst!, forSecond!);
    expect(byPreference.chiSquared).toBeCloseTo(chiSquared, 12);
    expect(byPreference.p).toBeCloseTo(p, 12);
    expect(byPreference.exactP).toBeCloseTo(0.00148964, 8);
    expect(byPreference.midP).toBeCloseTo(0.00085545, 8);
  });

  it("stratified by pair is McNemar's test on any pairs", () => {
    const random = seededRandom("pairs");
    for (let round = 0; round < 30; round++) {
      const draw = () => ({ time: random.integer(1, 8), event: random.float() < 0.7 });
      const pairs = Array.from({ length: 15 }, () => ({ sixMp: draw(), placebo: draw() }));
      const preferences = pairs.map(preferred);
      const expected = mcnemar(
        preferences.filter((one) => one === 1).length,
        preferences.filter((one) => one === -1).length,
      );
      const actual = logRank(pairs.map((pair) => ({ first: [pair.sixMp], second: [pair.placebo] })));
      expect(actual.chiSquared).toBeCloseTo(expected.chiSquared, 10);
    }
  });

  it("by permutation comes close to chi-squared, and is exact for few", () => {
    const strata = [{ first: aml.maintained, second: aml.not }];
    expect(permutationLogRank(strata)).toBeCloseTo(chiSquaredTail(3.396389, 1), 1);
    const event = (time: number) => ({ time, event: true });
    // All of one arm before all of the other: 2 of 20 divisions.
    const apart = { first: [1, 2, 3].map(event), second: [4, 5, 6].map(event) };
    expect(permutationLogRank([apart])).toBeCloseTo(0.1, 12);
  });

  it("says nothing without events", () => {
    const watched = { time: 5, event: false };
    expect(logRank([{ first: [watched], second: [watched] }]).p).toBe(1);
    expect(permutationLogRank([{ first: [watched], second: [watched] }])).toBe(1);
  });
});

/** 1 when the first of a pair was seen to last longer, −1 when the second was, 0 when that cannot be said. */
function preferred({ sixMp: first, placebo: second }: { sixMp: Survival; placebo: Survival }): number {
  if (second.event && (second.time < first.time || (second.time === first.time && !first.event))) return 1;
  if (first.event && (first.time < second.time || (first.time === second.time && !second.event))) return -1;
  return 0;
}

describe("the restricted mean", () => {
  it.each([
    [10, 9.2773, 0.3268, 6.619, 0.733],
    [20, 16.1165, 1.2516, 8.4286, 1.2681],
    [23, 17.9092, 1.5532, 8.6667, 1.3774],
  ])("of 6-MP and placebo up to week %i is the published one", (tau, first, firstError, second, secondError) => {
    const [one, two] = [restrictedMean(sixMp, tau), restrictedMean(placebo, tau)];
    expect(one.value).toBeCloseTo(first, 4);
    expect(one.standardError).toBeCloseTo(firstError, 4);
    expect(two.value).toBeCloseTo(second, 4);
    expect(two.standardError).toBeCloseTo(secondError, 4);
  });

  it("differs between 6-MP and placebo as published", () => {
    const difference = restrictedMeanDifference(sixMp, placebo, { tau: 23 });
    expect(difference.value).toBeCloseTo(9.2426, 4);
    expect(difference.lower).toBeCloseTo(5.1738, 4);
    expect(difference.upper).toBeCloseTo(13.3114, 4);
  });

  it("agrees with survRM2 on primary biliary cirrhosis", () => {
    const [active, untreated] = [restrictedMean(pbc.active, 10), restrictedMean(pbc.placebo, 10)];
    expect(active.value).toBeCloseTo(7.1465, 4);
    expect(active.standardError).toBeCloseTo(0.28277, 5);
    expect(untreated.value).toBeCloseTo(7.2834, 4);
    expect(untreated.standardError).toBeCloseTo(0.29548, 5);
    const difference = restrictedMeanDifference(pbc.active, pbc.placebo, { tau: 10 });
    expect(difference.value).toBeCloseTo(-0.1369, 4);
    expect(difference.lower).toBeCloseTo(-0.9385, 4);
    expect(difference.upper).toBeCloseTo(0.6647, 4);
    expect(difference.p).toBeCloseTo(0.7378, 4);
  });

  it("is the mean of min(time, tau) when only tau censors", () => {
    const random = seededRandom("horizon");
    for (let round = 0; round < 30; round++) {
      const tau = random.integer(5, 40);
      const times = Array.from({ length: random.integer(1, 30) }, () => random.integer(1, 60));
      const survivals = times.map((time) => ({ time: Math.min(time, tau), event: time <= tau }));
      expect(restrictedMean(survivals, tau).value).toBeCloseTo(mean(times.map((time) => Math.min(time, tau))), 9);
    }
  });
});
