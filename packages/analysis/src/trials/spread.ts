import { quantileOfSorted } from "../stats/quantile.js";

/** How figures are spread; quantiles by nearest rank. */
export type Spread = { n: number; mean: number; p50: number; p90: number; p99: number; max: number };

/** Null of nothing. */
export function spreadOf(values: Float64Array | readonly number[]): Spread | null {
  const sorted = new Float64Array(values).sort();
  const max = sorted.at(-1);
  if (max === undefined) return null;
  const at = (p: number) => quantileOfSorted(sorted, p) ?? max;
  let sum = 0;
  for (const value of sorted) sum += value;
  const mean = sum / sorted.length;
  return { n: sorted.length, mean, p50: at(0.5), p90: at(0.9), p99: at(0.99), max };
}
