/** A two-sided confidence interval, ends included. */
export type Interval = { lower: number; upper: number };

/** Two-sided confidence of every interval of this package unless the caller says otherwise. */
export const defaultLevel = 0.95;

/** The part of the interval that lies within [min, max]. */
export function clamp({ lower, upper }: Interval, min: number, max: number): Interval {
  return { lower: Math.min(max, Math.max(min, lower)), upper: Math.max(min, Math.min(max, upper)) };
}
