import type { ProbeWindow } from "@eval/core";

const signs = { none: " ", acknowledged: ".", some: "+", failed: "#" } as const;

const roundingMs = 1;

export interface ProbeStrip {
  /** One character for each `bucketMs`. */
  strip: string;
  bucketMs: number;
  /** Offset of the first character. */
  from: number;
}

/** What the clients felt, in at most `columns` characters; null when nothing was probed. */
export function probeStrip(windows: readonly ProbeWindow[], columns: number): ProbeStrip | null {
  const first = windows[0];
  const last = windows.at(-1);
  if (!first || !last) return null;
  const seconds = Math.floor((last.from - first.from + roundingMs) / 1_000) + 1;
  const bucketMs = Math.ceil(seconds / Math.max(1, columns)) * 1_000;
  const buckets = Array.from({ length: Math.ceil((seconds * 1_000) / bucketMs) }, () => ({ count: 0, failed: 0 }));
  for (const window of windows) {
    // Windows begin whole seconds apart but for the rounding of their offsets.
    const bucket = buckets[Math.floor((window.from - first.from + roundingMs) / bucketMs)];
    if (!bucket) continue;
    bucket.count += window.last - window.first + 1;
    bucket.failed += window.failed.length;
  }
  return { strip: buckets.map(signOf).join(""), bucketMs, from: first.from };
}

function signOf({ count, failed }: { count: number; failed: number }): string {
  if (count === 0) return signs.none;
  if (failed === 0) return signs.acknowledged;
  return failed === count ? signs.failed : signs.some;
}
