import type { Rate, Spread, TimeToEvent } from "@eval/analysis";
import { percent } from "./coverage.js";
import { formatDuration } from "./duration.js";

/** `18 of 20 (90 %), 70 % to 97 %`; without trials `-`. */
export function rateText({ count, n, rate, lower, upper }: Rate): string {
  return rate === null ? "-" : `${count} of ${n} (${percent(rate)}), ${rangeText({ lower, upper }, percent)}`;
}

/** `1.2 s, 1.0 s to 2.5 s`; a median that half of the trials did not reach is `not reached`. */
export function medianText({ median }: TimeToEvent): string {
  const { value, lower, upper } = median;
  if (value === null) return lower === null ? "not reached" : `not reached, from ${formatDuration(lower)}`;
  const from = lower === null ? "?" : formatDuration(lower);
  // Not the horizon: the limit is where too few are left to say when half of them will have had their event.
  return upper === null
    ? `${formatDuration(value)}, from ${from}; these trials set no upper limit`
    : `${formatDuration(value)}, ${from} to ${formatDuration(upper)}`;
}

/** The restricted mean, with its interval where there is one. */
export function meanText({ restrictedMean }: TimeToEvent): string {
  const { value, lower, upper } = restrictedMean;
  const range = lower === null || upper === null ? "" : `, ${rangeText({ lower, upper }, formatDuration)}`;
  return `${formatDuration(value)}${range}`;
}

/** `half up to 2.0 s, 90 % up to 5.0 s, at most 12.3 s` */
export function spreadText({ p50, p90, max }: Spread): string {
  return `half up to ${formatDuration(p50)}, 90 % up to ${formatDuration(p90)}, at most ${formatDuration(max)}`;
}

export function rangeText(
  { lower, upper }: { lower: number; upper: number },
  format: (value: number) => string,
): string {
  return `${format(lower)} to ${format(upper)}`;
}

/** `node_kill ×2, timeout` */
export function codesText(codes: readonly { code: string; count: number }[]): string {
  return codes.map(({ code, count }) => (count === 1 ? code : `${code} ×${count}`)).join(", ");
}
