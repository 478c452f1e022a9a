import { binomialDistribution, binomialProbability } from "./binomial.js";
import { chiSquaredTail } from "./chi-squared.js";

export type McNemar = {
  /** (b − c)²/(b + c) and its p-value: McNemar, Psychometrika 12 (1947) 153. */
  chiSquared: number;
  p: number;
  /** With Edwards' continuity correction, Psychometrika 13 (1948) 185. */
  correctedChiSquared: number;
  correctedP: number;
  /** Two-sided binomial test of b of b + c. */
  exactP: number;
  /** Exact less half of the probability of what was seen, twice: Fagerland, Lydersen and Laake, BMC MRM 13 (2013) 91. */
  midP: number;
};

/** Tests of equal success in pairs, from the numbers of pairs in which the first alone and the second alone succeeded. */
export function mcnemar(first: number, second: number): McNemar {
  const n = first + second;
  if (n === 0) return { chiSquared: 0, p: 1, correctedChiSquared: 0, correctedP: 1, exactP: 1, midP: 1 };
  const chiSquared = (first - second) ** 2 / n;
  const correctedChiSquared = Math.max(0, Math.abs(first - second) - 1) ** 2 / n;
  const fewer = Math.min(first, second);
  const twice = 2 * binomialDistribution(fewer, n, 0.5);
  return {
    chiSquared,
    p: chiSquaredTail(chiSquared, 1),
    correctedChiSquared,
    correctedP: chiSquaredTail(correctedChiSquared, 1),
    exactP: Math.min(1, twice),
    midP: Math.min(1, twice - binomialProbability(fewer, n, 0.5)),
  };
}
