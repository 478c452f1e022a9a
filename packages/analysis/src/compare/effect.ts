import type { Interval } from "../stats/interval.js";

/** How an effect was estimated. */
export type Method =
  | "mcnemar_mid_p"
  | "miettinen_nurminen"
  | "paired_sign_flip"
  | "restricted_mean_permutation"
  | "restricted_mean_normal";

/** B against A in one measure: a share for success, ms for times. */
export type Estimate = {
  method: Method;
  /** The trials behind it: of each arm, and the pairs where they were paired. */
  n: { a: number; b: number; pairs: number | null };
  a: number | null;
  b: number | null;
  /** b − a. Null when an arm has no valid trial. */
  difference: number | null;
  /** Null when the results do not vary, so that it cannot be told how much they could have. */
  interval: Interval | null;
  /** Two-sided; 1 when nothing can be told. */
  p: number;
  /**
   * Of an estimate for faults in general: over how many chaos types, and the standard error of the mean over them.
   * Interval and p-value are then the more cautious of the method's and of Student's t over the types. Null of an
   * estimate for the chaos types as they are.
   */
  acrossTypes: { types: number; standardError: number } | null;
};

export function nothingKnown(method: Method, n: Estimate["n"]): Estimate {
  return { method, n, a: null, b: null, difference: null, interval: null, p: 1, acrossTypes: null };
}

/** Of several strata: paired only if all of them are. */
export function allPairs<P>(strata: readonly { pairs: P[] | null }[]): P[] | null {
  return strata.every(({ pairs }) => pairs !== null) ? strata.flatMap(({ pairs }) => pairs ?? []) : null;
}
