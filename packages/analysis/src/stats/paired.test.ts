import { seededRandom } from "@eval/core";
import { describe, expect, it } from "vitest";
import { bootstrapMean } from "./bootstrap.js";
import type { Interval } from "./interval.js";
import { mcnemar } from "./mcnemar.js";
import { mean } from "./mean.js";
import { bonettPrice, newcombePaired, tango } from "./paired-difference.js";
import { permutationTest } from "./permutation.js";
import { signFlipTest } from "./sign-flip.js";

function rounded({ lower, upper }: Interval, digits = 4): number[] {
  return [lower, upper].map((bound) => Number(bound.toFixed(digits)));
}

function outcomes(first: number, second: number, alike = 3): number[] {
  return [...Array<number>(first).fill(1), ...Array<number>(second).fill(-1), ...Array<number>(alike).fill(0)];
}

describe("McNemar's tests", () => {
  it("agree with Armitage and Berry's specimens", () => {
    const result = mcnemar(12, 2);
    expect(result.correctedChiSquared).toBeCloseTo(5.785714, 6);
    expect(result.correctedP).toBeCloseTo(0.0162, 4);
    expect(result.exactP).toBeCloseTo(0.0129, 4);
    expect(result.chiSquared).toBeCloseTo(7.142857, 6);
    expect(result.midP).toBeCloseTo(0.007385, 6);
  });

  it("agree with Bentur's airway measurements", () => {
    const result = mcnemar(1, 7);
    expect(result.p).toBeCloseTo(0.0339, 4);
    expect(result.exactP).toBeCloseTo(0.0703, 4);
    expect(result.midP).toBeCloseTo(0.0391, 4);
  });

  it("agree with the approval survey", () => {
    expect(mcnemar(150, 86).chiSquared).toBeCloseTo(17.3559, 4);
    expect(mcnemar(150, 86).correctedChiSquared).toBeCloseTo(16.8178, 4);
  });

  it("need five to nil by mid-p and six to nil exactly", () => {
    expect(mcnemar(5, 0).exactP).toBeCloseTo(0.0625, 4);
    expect(mcnemar(5, 0).midP).toBeCloseTo(0.0313, 4);
    expect(mcnemar(6, 0).exactP).toBeCloseTo(0.0313, 4);
  });

  it("see nothing in an even split or in no discordant pair", () => {
    expect(mcnemar(4, 4)).toMatchObject({ exactP: 1, chiSquared: 0, correctedP: 1 });
    expect(mcnemar(4, 4).midP).toBeCloseTo(1, 12);
    expect(mcnemar(0, 0)).toMatchObject({ exactP: 1, midP: 1, p: 1 });
  });
});

describe("the paired difference", () => {
  const armitage = { both: 20, firstOnly: 12, secondOnly: 2, neither: 16 };
  const bentur = { both: 1, firstOnly: 1, secondOnly: 7, neither: 12 };

  it("has Newcombe's interval", () => expect(rounded(newcombePaired(bentur))).toEqual([-0.5069, -0.0256]));

  it("has Tango's interval", () => {
    expect(rounded(tango(armitage))).toEqual([0.0611, 0.3447]);
    expect(rounded(tango(bentur))).toEqual([-0.5172, -0.026]);
  });

  it("has Bonett and Price's interval", () => expect(rounded(bonettPrice(bentur))).toEqual([-0.5084, -0.0134]));

  it("stays within [-1, 1], holds the estimate, and is never of zero width", () => {
    for (const method of [newcombePaired, tango]) {
      for (let both = 0; both <= 4; both++) {
        for (let firstOnly = 0; firstOnly <= 4; firstOnly++) {
          for (let secondOnly = 0; secondOnly <= 4; secondOnly++) {
            const counts = { both, firstOnly, secondOnly, neither: 2 };
            const { lower, upper } = method(counts);
            const estimate = (firstOnly - secondOnly) / (both + firstOnly + secondOnly + 2);
            const fits = lower >= -1 && upper <= 1 && lower <= estimate && estimate <= upper && lower < upper;
            expect(fits, `${both} ${firstOnly} ${secondOnly}`).toBe(true);
          }
        }
      }
    }
    expect(tango({ both: 0, firstOnly: 0, secondOnly: 0, neither: 0 })).toEqual({ lower: -1, upper: 1 });
  });
});

describe("the sign-flip test", () => {
  it("is the exact McNemar test on 0/1 outcomes", () => {
    for (let first = 0; first <= 8; first++) {
      for (let second = 0; second <= 8; second++) {
        expect(signFlipTest(outcomes(first, second))).toBeCloseTo(mcnemar(first, second).exactP, 12);
      }
    }
  });

  it("comes close to the exact value when assignments are drawn, and repeats itself", () => {
    const many = outcomes(20, 8);
    expect(signFlipTest(many)).toBeCloseTo(mcnemar(20, 8).exactP, 2);
    expect(signFlipTest(many)).toBe(signFlipTest(many));
    expect(signFlipTest(many, seededRandom("other"))).not.toBe(signFlipTest(many));
  });

  it("goes over into the normal distribution for large samples", () => {
    expect(signFlipTest(outcomes(1_060, 1_000))).toBeCloseTo(mcnemar(1_060, 1_000).midP, 2);
  });

  it("looks at sizes, not only at signs", () => {
    // Of 16 assignments only the observed one and its mirror are as extreme.
    expect(signFlipTest([3, 5, 7, 2])).toBe(2 / 16);
    // Turning the small one round leaves a sum as large as the observed one.
    expect(signFlipTest([-1, 5, 7, 9])).toBe(4 / 16);
    expect(signFlipTest([0, 0])).toBe(1);
  });
});

describe("the bootstrap of a mean", () => {
  const values = [3.1, -0.4, 2.2, 5.9, 1.1, 0.3, 4.2, -1.5, 2.8, 1.9];

  it("comes close to the interval by Student's t, and repeats itself", () => {
    const interval = bootstrapMean(values)!;
    // mean 1.96, standard error 0.6964, t(9) 2.2622
    expect(interval.lower).toBeCloseTo(0.38, 0);
    expect(interval.upper).toBeCloseTo(3.54, 0);
    expect(interval.lower).toBeLessThan(mean(values));
    expect(interval.upper).toBeGreaterThan(mean(values));
    expect(bootstrapMean(values)).toEqual(interval);
  });

  it("is normal for large samples", () => {
    const many = Array.from({ length: 2_100 }, (_, index) => values[index % values.length]!);
    const { lower, upper } = bootstrapMean(many)!;
    expect((lower + upper) / 2).toBeCloseTo(1.96, 10);
    expect(upper - lower).toBeCloseTo(2 * 1.959964 * (2.089612 / Math.sqrt(2_100)), 4);
  });

  it("claims nothing about values that do not vary", () => {
    expect(bootstrapMean([4, 4, 4])).toBeNull();
    expect(bootstrapMean([4])).toBeNull();
    expect(bootstrapMean([])).toBeNull();
  });
});

describe("the permutation test", () => {
  it("is exact for small samples", () => {
    // Of 20 divisions into three and three only this one and its mirror are as extreme.
    expect(permutationTest([{ first: [1, 2, 3], second: [4, 5, 6] }])).toBeCloseTo(2 / 20, 12);
    expect(permutationTest([{ first: [1, 1], second: [1, 1] }])).toBe(1);
    expect(permutationTest([])).toBe(1);
    expect(permutationTest([{ first: [1, 2], second: [] }])).toBe(1);
  });

  it("draws for large ones, and comes close", () => {
    const first = [12, 15, 9, 22, 17, 11, 19, 14, 16, 13, 18, 20];
    const second = [10, 8, 14, 7, 12, 9, 11, 15, 6, 13, 8, 10];
    const p = permutationTest([{ first, second }]);
    // Of all 2,704,156 divisions 4,206 are as extreme.
    expect(p).toBeCloseTo(0.001555, 3);
    expect(permutationTest([{ first, second }])).toBe(p);
  });

  it("deals out within strata only", () => {
    // The strata lie far apart; the arms do not differ within either.
    const strata = [
      { first: [1, 2, 3, 4], second: [1, 2, 3, 4] },
      { first: [101, 102], second: [101, 102] },
    ];
    expect(permutationTest(strata)).toBe(1);
  });
});
