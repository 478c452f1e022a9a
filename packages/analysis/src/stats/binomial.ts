import { incompleteBeta } from "./incomplete-beta.js";
import { logChoose } from "./log-gamma.js";

/** P(X = k) for X of n trials with success probability p. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (p === 0 || p === 1) return Number(k === n * p);
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X ≤ k): Abramowitz and Stegun 26.5.24. */
export function binomialDistribution(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}
