import { formatDuration } from "./duration.js";

/** Differences up to this are not worth a word: databases keep whole seconds. In ms. */
const toleratedMs = 2_000;

/** That the operator's clock is off, in words; null when it is not, or is not known to be. */
export function clockErrorText(offsetMs: number | null): string | null {
  if (offsetMs === null || Math.abs(offsetMs) <= toleratedMs) return null;
  return `the operator's clock is ${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? "ahead" : "behind"}`;
}
