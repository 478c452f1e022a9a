import { betaQuantile } from "./incomplete-beta.js";
import { defaultLevel, type Interval } from "./interval.js";
import { criticalValue } from "./normal.js";

/** So many successes of so many trials. */
export type Count = { successes: number; n: number };

/** Score interval of one proportion: Wilson, JASA 22 (1927) 209. Of no trials it is [0, 1]. */
export function wilson({ successes, n }: Count, level = defaultLevel): Interval {
  if (n === 0) return { lower: 0, upper: 1 };
  const z = criticalValue(level);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    lower: successes === 0 ? 0 : (centre - reach) / scale,
    upper: successes === n ? 1 : (centre + reach) / scale,
  };
}

/** Exact interval of one proportion, never below its confidence: Clopper and Pearson, Biometrika 26 (1934) 404. */
export function clopperPearson({ successes, n }: Count, level = defaultLevel): Interval {
  const tail = (1 - level) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    upper: successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  };
}
