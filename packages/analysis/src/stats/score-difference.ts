import { findRoot } from "./find-root.js";
import { defaultLevel, type Interval } from "./interval.js";
import { criticalValue, twoSidedP } from "./normal.js";
import type { Count } from "./proportion.js";

/** Two samples to be compared within one stratum. */
export type TwoSamples = { first: Count; second: Count };

/** `miettinen_nurminen` multiplies each variance by N/(N − 1); `mee` does not. */
export type ScoreVariance = "miettinen_nurminen" | "mee";

/**
 * Score interval of p1 − p2, common to all strata: Miettinen and Nurminen, Statist. Med. 4 (1985) 213, with
 * strata weighted n1·n2/(n1 + n2); `mee` is Mee, Biometrics 40 (1984) 1175. Never wider than [−1, 1], never of
 * zero width. Strata in which a sample is empty say nothing.
 */
export function scoreDifference(
  strata: readonly TwoSamples[],
  level = defaultLevel,
  variance: ScoreVariance = "miettinen_nurminen",
): Interval {
  const usable = strata.filter(({ first, second }) => first.n > 0 && second.n > 0);
  if (usable.length === 0) return { lower: -1, upper: 1 };
  const z = criticalValue(level);
  const estimate = weightedDifference(usable);
  const statistic = (difference: number) => scoreStatistic(usable, difference, variance);
  return {
    lower: findRoot((difference) => statistic(difference) - z, -1, estimate),
    upper: findRoot((difference) => statistic(difference) + z, estimate, 1),
  };
}

/** Two-sided p-value of the test that belongs to the interval: no difference in any stratum. */
export function scoreTest(strata: readonly TwoSamples[], variance: ScoreVariance = "miettinen_nurminen"): number {
  const usable = strata.filter(({ first, second }) => first.n > 0 && second.n > 0);
  return usable.length === 0 ? 1 : twoSidedP(scoreStatistic(usable, 0, variance));
}

/** Mean of the strata's differences p1 − p2, weighted n1·n2/(n1 + n2) (Mantel and Haenszel 1959). NaN of no strata. */
export function weightedDifference(strata: readonly TwoSamples[]): number {
  let [above, below] = [0, 0];
  for (const stratum of strata) {
    const weight = weightOf(stratum);
    above += weight * observed(stratum);
    below += weight;
  }
  return above / below;
}

function scoreStatistic(strata: readonly TwoSamples[], difference: number, variance: ScoreVariance): number {
  let [above, below] = [0, 0];
  for (const stratum of strata) {
    const { first, second } = stratum;
    const total = first.n + second.n;
    const p2 = restrictedRate(stratum, difference);
    const p1 = p2 + difference;
    const factor = variance === "mee" ? 1 : total / (total - 1);
    const weight = weightOf(stratum);
    above += weight * (observed(stratum) - difference);
    below += weight * weight * factor * ((p1 * (1 - p1)) / first.n + (p2 * (1 - p2)) / second.n);
  }
  if (Math.abs(above) < 1e-14) return 0;
  // Both rates at their bounds: any other difference than the observed one is impossible.
  return below <= 0 ? Math.sign(above) * Infinity : above / Math.sqrt(below);
}

/**
 * The second sample's rate that is most likely when the first's exceeds it by `difference`. The likelihood is
 * concave, so the root of its derivative is the maximum; the paper solves the same cubic in closed form.
 */
function restrictedRate({ first, second }: TwoSamples, difference: number): number {
  const [low, high] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
  const slope = (p2: number) => {
    const p1 = p2 + difference;
    return (
      scoreOf(first.successes, p1) -
      scoreOf(first.n - first.successes, 1 - p1) +
      scoreOf(second.successes, p2) -
      scoreOf(second.n - second.successes, 1 - p2)
    );
  };
  if (slope(low) <= 0) return low;
  if (slope(high) >= 0) return high;
  return findRoot(slope, low, high);
}

/** count/rate, where nothing counted says nothing about any rate. */
function scoreOf(count: number, rate: number): number {
  return count === 0 ? 0 : count / Math.max(rate, 1e-300);
}

function observed({ first, second }: TwoSamples): number {
  return first.successes / first.n - second.successes / second.n;
}

function weightOf({ first, second }: TwoSamples): number {
  return (first.n * second.n) / (first.n + second.n);
}
