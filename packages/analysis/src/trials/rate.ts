import { wilson, type Count } from "../stats/proportion.js";

/** A share with Wilson's interval. `rate` is null, and the interval [0, 1], when n is 0. */
export type Rate = { count: number; n: number; rate: number | null; lower: number; upper: number };

export function rateOf({ successes, n }: Count, level: number): Rate {
  return { count: successes, n, rate: n === 0 ? null : successes / n, ...wilson({ successes, n }, level) };
}
