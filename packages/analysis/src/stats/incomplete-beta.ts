import { continuedFraction } from "./continued-fraction.js";
import { findRoot } from "./find-root.js";
import { logBeta } from "./log-gamma.js";

/**
 * Regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b).
 * Continued fraction of DLMF 8.17.22, on the side where it converges fast.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  const fraction = continuedFraction(1, (k) => {
    const m = Math.floor(k / 2);
    const numerator = k % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return [(numerator * x) / ((a + k - 1) * (a + k)), 1];
  });
  return front / fraction;
}

/** The p-quantile of Beta(a, b). */
export function betaQuantile(p: number, a: number, b: number): number {
  return findRoot((x) => incompleteBeta(x, a, b) - p, 0, 1);
}
