import { describe, expect, it } from "vitest";
import { confidenceSequence } from "./confidence-sequence.js";
import type { Interval } from "./interval.js";
import { clopperPearson, wilson } from "./proportion.js";

function rounded({ lower, upper }: Interval, digits = 4): number[] {
  return [lower, upper].map((bound) => Number(bound.toFixed(digits)));
}

describe("Wilson's interval", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [10, 10, 0.7225, 1],
    [20, 20, 0.8389, 1],
    [5, 5, 0.5655, 1],
    [8, 10, 0.4902, 0.9433],
    [16, 20, 0.584, 0.9193],
  ])("of %i successes in %i is [%f, %f]", (successes, n, lower, upper) => {
    expect(rounded(wilson({ successes, n }))).toEqual([lower, upper]);
  });

  it("tells two published leader board entries hardly apart", () => {
    expect(rounded(wilson({ successes: 11, n: 39 }), 2)).toEqual([0.17, 0.44]);
    expect(rounded(wilson({ successes: 19, n: 39 }), 2)).toEqual([0.34, 0.64]);
  });

  it("lies in [0, 1], holds the estimate, and is never of zero width", () => {
    for (let n = 0; n <= 40; n++) {
      for (let successes = 0; successes <= n; successes++) {
        for (const level of [0.5, 0.95, 0.999]) {
          const { lower, upper } = wilson({ successes, n }, level);
          const rate = n === 0 ? 0.5 : successes / n;
          expect(lower >= 0 && upper <= 1 && lower <= rate && rate <= upper && lower < upper).toBe(true);
        }
      }
    }
  });
});

describe("the interval of Clopper and Pearson", () => {
  it.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])("of %i successes in %i is [%f, %f]", (successes, n, lower, upper) => {
    expect(rounded(clopperPearson({ successes, n }))).toEqual([lower, upper]);
  });
});

describe("the confidence sequence", () => {
  it.each([
    [8, 10, 0.353, 0.9895],
    [10, 10, 0.5831, 1],
    [20, 20, 0.7393, 1],
    [80, 100, 0.6518, 0.9072],
  ])("after %i successes in %i is [%f, %f]", (successes, n, lower, upper) => {
    expect(rounded(confidenceSequence({ successes, n }))).toEqual([lower, upper]);
  });

  it("is wider than the interval for a single look, and mirrors it for failures", () => {
    for (const successes of [0, 3, 9, 12]) {
      const [once, always] = [wilson({ successes, n: 12 }), confidenceSequence({ successes, n: 12 })];
      expect(always.upper - always.lower).toBeGreaterThan(once.upper - once.lower);
      const mirrored = confidenceSequence({ successes: 12 - successes, n: 12 });
      expect(rounded(mirrored, 12)).toEqual(rounded({ lower: 1 - always.upper, upper: 1 - always.lower }, 12));
    }
  });
});
