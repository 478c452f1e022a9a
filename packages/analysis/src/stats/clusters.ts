import { defaultLevel, type Interval } from "./interval.js";
import { mean, sum } from "./mean.js";
import { studentCriticalValue, studentTwoSidedP } from "./student-t.js";

export type ClusteredErrors = {
  /** As if every value stood for itself. */
  independent: number;
  /** √(Σ over clusters of (the sum of its deviations)²) / n: Liang and Zeger, Biometrika 73 (1986) 13, without correction. */
  cr0: number;
  /** The independent form, with n − 1, plus the products within clusters: Miller, arXiv:2411.00640, section 2.2. */
  miller: number;
  /** CR0 with its variance times C/(C − 1), to be used with t of C − 1 degrees of freedom: as Inspect AI does. */
  adjusted: number;
};

/** Standard errors of the mean of all values, when those of one cluster go together. NaN for fewer than two values or clusters. */
export function clusteredErrors(clusters: readonly (readonly number[])[]): ClusteredErrors {
  const values = clusters.flat();
  const n = values.length;
  const centre = mean(values);
  const squares = sum(values.map((value) => (value - centre) ** 2));
  const between = sum(clusters.map((cluster) => sum(cluster.map((value) => value - centre)) ** 2));
  return {
    independent: Math.sqrt(squares / (n - 1) / n),
    cr0: Math.sqrt(between) / n,
    miller: Math.sqrt(Math.max(0, squares / (n - 1) / n + (between - squares) / (n * n))),
    adjusted: Math.sqrt((between * clusters.length) / (clusters.length - 1)) / n,
  };
}

export type ClusteredMean = Interval & { value: number; standardError: number; p: number; degreesOfFreedom: number };

/**
 * Weighted mean of one difference per cluster, as a sample of the clusters there could be: the `adjusted` form
 * above with t of C − 1 degrees of freedom. Null for fewer than two clusters.
 */
export function clusteredMean(
  clusters: readonly { difference: number; weight: number }[],
  level = defaultLevel,
): ClusteredMean | null {
  const c = clusters.length;
  if (c < 2) return null;
  const total = sum(clusters.map(({ weight }) => weight));
  const value = sum(clusters.map(({ difference, weight }) => difference * weight)) / total;
  const between = sum(clusters.map(({ difference, weight }) => (weight * (difference - value)) ** 2));
  const standardError = Math.sqrt((between * c) / (c - 1)) / total;
  const reach = studentCriticalValue(level, c - 1) * standardError;
  const p = standardError === 0 ? Number(value === 0) : studentTwoSidedP(value / standardError, c - 1);
  return { value, standardError, lower: value - reach, upper: value + reach, p, degreesOfFreedom: c - 1 };
}
