import type { ProbeWindow } from "./events.js";

export interface ProbeSummary {
  count: number;
  failures: number;
  /** Failed probes times the interval. */
  unavailableMs: number;
  p50Ms: number | null;
  p99Ms: number | null;
}

/** The probes scheduled in [from, until], offsets in ms; `intervalMs` is the schedule's. */
export function summariseProbes(
  windows: readonly ProbeWindow[],
  span: { from: number; until: number; intervalMs: number },
): ProbeSummary {
  const latencies: number[] = [];
  let failures = 0;
  for (const window of windows) {
    const failed = new Set(window.failed);
    let answered = 0;
    for (let value = window.first; value <= window.last; value++) {
      const latency = failed.has(value) ? undefined : window.latencies[answered++];
      const scheduledAt = window.from + (value - window.first) * span.intervalMs;
      if (scheduledAt < span.from || scheduledAt > span.until) continue;
      if (latency === undefined) failures++;
      else latencies.push(latency);
    }
  }
  latencies.sort((a, b) => a - b);
  return {
    count: latencies.length + failures,
    failures,
    unavailableMs: failures * span.intervalMs,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** Every value whose write was acknowledged, ascending: the ledger that `lost` is asked about. */
export function acknowledgedValues(windows: readonly ProbeWindow[]): number[] {
  return windows.flatMap((window) => {
    const failed = new Set(window.failed);
    const all = Array.from({ length: window.last - window.first + 1 }, (_, index) => window.first + index);
    return all.filter((value) => !failed.has(value));
  });
}

/** Nearest rank (Hyndman and Fan 1996, definition 1) of sorted values; null when there are none. */
function quantile(sorted: readonly number[], p: number): number | null {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null;
}
