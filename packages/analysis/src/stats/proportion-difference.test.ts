import { describe, expect, it } from "vitest";
import type { Interval } from "./interval.js";
import type { Count } from "./proportion.js";
import { agrestiCaffo, newcombe } from "./proportion-difference.js";
import { scoreDifference, scoreTest, weightedDifference } from "./score-difference.js";

type Pair = readonly [number, number];

/** Newcombe (1998), Table II: the intervals by Newcombe, Miettinen–Nurminen, Mee and Agresti–Caffo. */
const table: { name: string; first: Count; second: Count; intervals: readonly [Pair, Pair, Pair, Pair] }[] = [
  row(
    "a",
    [56, 70],
    [48, 80],
    [
      [0.0524, 0.3339],
      [0.0528, 0.3382],
      [0.0533, 0.3377],
      [0.0525, 0.3358],
    ],
  ),
  row(
    "b",
    [9, 10],
    [3, 10],
    [
      [0.1705, 0.809],
      [0.17, 0.8406],
      [0.1821, 0.837],
      [0.16, 0.84],
    ],
  ),
  row(
    "c",
    [6, 7],
    [2, 7],
    [
      [0.0582, 0.8062],
      [0.0342, 0.8534],
      [0.0544, 0.8478],
      [0.0338, 0.8551],
    ],
  ),
  row(
    "d",
    [5, 56],
    [0, 29],
    [
      [-0.0381, 0.1926],
      [-0.0326, 0.1933],
      [-0.0313, 0.1926],
      [-0.0289, 0.1712],
    ],
  ),
  row(
    "e",
    [0, 10],
    [0, 20],
    [
      [-0.1611, 0.2775],
      [-0.1658, 0.2844],
      [-0.1611, 0.2775],
      [-0.1411, 0.2168],
    ],
  ),
  row(
    "f",
    [0, 10],
    [0, 10],
    [
      [-0.2775, 0.2775],
      [-0.2879, 0.2879],
      [-0.2775, 0.2775],
      [-0.2212, 0.2212],
    ],
  ),
  row(
    "g",
    [10, 10],
    [0, 20],
    [
      [0.6791, 1],
      [0.7156, 1],
      [0.7225, 1],
      [0.6922, 1.0502],
    ],
  ),
  row(
    "h",
    [10, 10],
    [0, 10],
    [
      [0.6075, 1],
      [0.6636, 1],
      [0.6777, 1],
      [0.6122, 1.0545],
    ],
  ),
];

function row(name: string, [x1, n1]: Pair, [x2, n2]: Pair, intervals: readonly [Pair, Pair, Pair, Pair]) {
  return { name, first: { successes: x1, n: n1 }, second: { successes: x2, n: n2 }, intervals };
}

function rounded({ lower, upper }: Interval, digits = 4): number[] {
  return [lower, upper].map((bound) => Number(bound.toFixed(digits)));
}

describe.each(table)("the difference of row $name", ({ first, second, intervals }) => {
  it("has Newcombe's interval", () => expect(rounded(newcombe(first, second))).toEqual(intervals[0]));
  it("has Miettinen and Nurminen's interval", () =>
    expect(rounded(scoreDifference([{ first, second }]))).toEqual(intervals[1]));
  it("has Mee's interval", () =>
    expect(rounded(scoreDifference([{ first, second }], 0.95, "mee"))).toEqual(intervals[2]));
  it("has Agresti and Caffo's interval", () => expect(rounded(agrestiCaffo(first, second))).toEqual(intervals[3]));
});

describe("the score interval", () => {
  it("excludes 0 exactly when its test is significant", () => {
    for (let x1 = 0; x1 <= 9; x1++) {
      for (let x2 = 0; x2 <= 7; x2++) {
        const stratum = { first: { successes: x1, n: 9 }, second: { successes: x2, n: 7 } };
        const { lower, upper } = scoreDifference([stratum]);
        expect(lower > 0 || upper < 0).toBe(scoreTest([stratum]) < 0.05);
      }
    }
  });

  it("is the same for one stratum and for its copies pooled, but narrower", () => {
    const stratum = { first: { successes: 7, n: 10 }, second: { successes: 4, n: 10 } };
    const [one, four] = [scoreDifference([stratum]), scoreDifference([stratum, stratum, stratum, stratum])];
    expect(four.lower).toBeGreaterThan(one.lower);
    expect(four.upper).toBeLessThan(one.upper);
    expect(weightedDifference([stratum, stratum])).toBeCloseTo(0.3, 12);
  });

  it("is not misled by arms that met easy and hard strata in different shares", () => {
    // Within each stratum both arms succeed alike; pooled, the first would look far better.
    const easy = { first: { successes: 36, n: 40 }, second: { successes: 9, n: 10 } };
    const hard = { first: { successes: 1, n: 10 }, second: { successes: 4, n: 40 } };
    expect(weightedDifference([easy, hard])).toBeCloseTo(0, 12);
    const { lower, upper } = scoreDifference([easy, hard]);
    expect(lower).toBeLessThan(0);
    expect(upper).toBeGreaterThan(0);
  });

  it("says nothing where an arm is empty", () => {
    const empty = { first: { successes: 0, n: 0 }, second: { successes: 3, n: 3 } };
    expect(scoreDifference([empty])).toEqual({ lower: -1, upper: 1 });
    expect(newcombe(empty.first, empty.second)).toEqual({ lower: -1, upper: 1 });
    expect(scoreTest([empty])).toBe(1);
  });
});
