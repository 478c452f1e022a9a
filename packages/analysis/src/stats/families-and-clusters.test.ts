import { describe, expect, it } from "vitest";
import { clusteredErrors, clusteredMean } from "./clusters.js";
import { groupSequentialBounds } from "./group-sequential.js";
import { holm } from "./holm.js";
import { mean } from "./mean.js";
import { twoSidedP } from "./normal.js";
import { passAtK, passHatK } from "./pass-at-k.js";
import { poissonInterval } from "./poisson-rate.js";
import { quantile } from "./quantile.js";

describe("Holm's adjustment", () => {
  it("agrees with R's p.adjust", () => {
    expect(rounded(holm([0.01, 0.02, 0.03, 0.04, 0.05]), 12)).toEqual([0.05, 0.08, 0.09, 0.09, 0.09]);
  });

  it("agrees with R on Benjamini and Hochberg's fifteen", () => {
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const expected = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1];
    expect(rounded(holm(pValues), 10)).toEqual(expected);
  });

  it("keeps the order in which it was asked", () => {
    expect(holm([0.04, 0.01])).toEqual([0.04, 0.02]);
    expect(holm([])).toEqual([]);
  });
});

describe("clustered standard errors", () => {
  const clusters = [
    [1, 1, 1],
    [0, 0, 1],
    [1, 0],
    [0, 0],
  ];

  it("come in the three published forms", () => {
    const errors = clusteredErrors(clusters);
    expect(mean(clusters.flat())).toBe(0.5);
    expect(errors.independent).toBeCloseTo(0.166667, 6);
    expect(errors.cr0).toBeCloseTo(0.187083, 6);
    expect(errors.miller).toBeCloseTo(0.194365, 6);
    expect(errors.adjusted).toBeCloseTo(0.216025, 6);
  });

  it("are the same from the clusters' means and sizes", () => {
    const summary = clusters.map((cluster) => ({ difference: mean(cluster), weight: cluster.length }));
    const result = clusteredMean(summary)!;
    expect(result.value).toBeCloseTo(0.5, 12);
    expect(result.standardError).toBeCloseTo(0.216025, 6);
    expect(result.degreesOfFreedom).toBe(3);
    // t(3) 3.18245
    expect(result.upper).toBeCloseTo(0.5 + 3.18245 * 0.216025, 5);
    expect(clusteredMean(summary.slice(0, 1))).toBeNull();
  });
});

describe("repeated trials", () => {
  it("give pass@k and pass^k", () => {
    expect(passAtK({ successes: 3, n: 10 }, 1)).toBeCloseTo(0.3, 12);
    expect(passAtK({ successes: 3, n: 10 }, 5)).toBeCloseTo(0.916667, 6);
    expect(passHatK({ successes: 8, n: 10 }, 3)).toBeCloseTo(0.466667, 6);
  });

  it("give certainties at the ends, and nothing for more than there were", () => {
    expect(passAtK({ successes: 8, n: 10 }, 3)).toBe(1);
    expect(passHatK({ successes: 2, n: 10 }, 3)).toBe(0);
    expect(passAtK({ successes: 2, n: 2 }, 3)).toBeNull();
    expect(passHatK({ successes: 2, n: 2 }, 3)).toBeNull();
  });
});

describe("group-sequential bounds", () => {
  it.each([
    [5, "obrien_fleming", [4.562, 3.226, 2.634, 2.281, 2.04], 3],
    [5, "pocock", [2.4132, 2.4132, 2.4132, 2.4132, 2.4132], 4],
    [5, "lan_demets_obrien_fleming", [4.8769, 3.357, 2.6803, 2.2898, 2.031], 4],
    [2, "obrien_fleming", [2.797, 1.977], 3],
    [2, "pocock", [2.1783, 2.1783], 4],
  ] as const)("for %i looks by %s are the published ones", (looks, boundary, expected, digits) => {
    expect(rounded(groupSequentialBounds(looks, boundary), digits)).toEqual(expected);
  });

  it("of one look are the ordinary critical value", () => {
    expect(rounded(groupSequentialBounds(1, "pocock"), 6)).toEqual([1.959964]);
    expect(twoSidedP(groupSequentialBounds(5, "pocock")[0]!)).toBeCloseTo(0.01581, 5);
  });
});

describe("the rate of rare events", () => {
  it("has Garwood's interval", () => {
    expect(poissonInterval(0).lower).toBe(0);
    expect(poissonInterval(0).upper).toBeCloseTo(3.6889, 4);
    expect(poissonInterval(10).lower).toBeCloseTo(4.7954, 4);
    expect(poissonInterval(10).upper).toBeCloseTo(18.3904, 4);
  });
});

describe("a quantile", () => {
  it("is one of the values, by nearest rank", () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2);
    expect(quantile([3, 1, 2, 4], 0.9)).toBe(4);
    expect(quantile([30, 4, 200], 0)).toBe(4);
    expect(quantile([], 0.5)).toBeNull();
  });
});

function rounded(values: readonly number[], digits: number): number[] {
  return values.map((value) => Number(value.toFixed(digits)));
}
