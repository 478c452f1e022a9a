import { clusteredMean } from "../stats/clusters.js";
import { clamp, type Interval } from "../stats/interval.js";
import type { Estimate } from "./effect.js";

/**
 * From these chaos types to faults in general: the estimate on the types as they are, with the interval and the
 * p-value of a mean over the types (each a cluster, t with C − 1 degrees of freedom) where those are wider. Types
 * that happen to agree do not make the answer surer than the trials do. Of fewer than two types, the estimate itself.
 * `largest`: the largest difference that there can be.
 */
export function poolTypes(
  fixed: Estimate,
  byType: readonly Estimate[],
  { level, largest }: { level: number; largest: number },
): Estimate {
  const clusters = byType.flatMap(({ difference, n }) =>
    difference === null ? [] : [{ difference, weight: n.pairs ?? (n.a * n.b) / (n.a + n.b) }],
  );
  const clustered = clusteredMean(clusters, level);
  if (clustered === null || clustered.standardError === 0) return fixed;
  return {
    ...fixed,
    acrossTypes: { types: clusters.length, standardError: clustered.standardError },
    interval: fixed.interval === null ? null : clamp(hull(fixed.interval, clustered), -largest, largest),
    p: Math.max(fixed.p, clustered.p),
  };
}

function hull(one: Interval, other: Interval): Interval {
  return { lower: Math.min(one.lower, other.lower), upper: Math.max(one.upper, other.upper) };
}
