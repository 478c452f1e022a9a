import { findRoot } from "./find-root.js";
import { defaultLevel, type Interval } from "./interval.js";
import { logBeta } from "./log-gamma.js";
import type { Count } from "./proportion.js";

/**
 * Interval of a proportion that holds at every look, however often one looks: the p that a mixture over
 * Beta(a, b), uniform unless said otherwise, does not beat by 1/α: Robbins, Ann. Math. Statist. 41 (1970) 1397.
 */
export function confidenceSequence(
  { successes, n }: Count,
  level = defaultLevel,
  { a, b }: { a: number; b: number } = { a: 1, b: 1 },
): Interval {
  if (n === 0) return { lower: 0, upper: 1 };
  const failures = n - successes;
  const mixture = logBeta(a + successes, b + failures) - logBeta(a, b);
  const logLikelihood = (p: number) => times(successes, Math.log(p)) + times(failures, Math.log1p(-p));
  const excess = (p: number) => mixture - logLikelihood(p) + Math.log(1 - level);
  const estimate = successes / n;
  return {
    lower: successes === 0 ? 0 : findRoot(excess, 0, estimate),
    upper: failures === 0 ? 1 : findRoot(excess, estimate, 1),
  };
}

/** 0 · −∞ is 0 here: what did not happen says nothing about how unlikely it was. */
function times(count: number, logarithm: number): number {
  return count === 0 ? 0 : count * logarithm;
}
