import type { Health } from "./subject.js";

/** An unbroken run of samples of one status; offsets in ms of its first and its last sample. */
export interface HealthRun {
  status: Health;
  from: number;
  until: number;
  /** When its last look began: what that saw may be as old. Absent: not known, at the latest `until`. */
  lookedFrom?: number;
}

export interface RecoveryRule {
  /** How long a healthy run must last. 0: one healthy sample is enough. */
  holdMs: number;
  /** The sampling interval; nothing seen for longer than three of them breaks a run. */
  intervalMs: number;
  /** Healthy samples before this offset do not count: the fault had not shown yet. */
  notBefore: number;
  /** The end of the horizon: a run must have begun by then. It may reach the end of its hold window later. */
  beginBy: number;
}

export interface Recovery {
  since: number;
  heldUntil: number;
}

/** How many intervals without a usable sample a run survives. */
const toleratedIntervals = 3;

/** The gap after which a run counts as broken, in ms. */
export const toleratedGapMs = (intervalMs: number): number => toleratedIntervals * intervalMs;

/**
 * The recovery that these runs show, if they end in one: the start of the last unbroken healthy run,
 * provided it lasted the hold window. A later relapse undoes it. A stretch of `unknown`, or of no
 * samples at all, of at most three intervals does not break a run; a degraded sample always does.
 */
export function findRecovery(runs: readonly HealthRun[], rule: RecoveryRule): Recovery | undefined {
  const last = lastHealthyRun(runs, toleratedGapMs(rule.intervalMs));
  if (!last) return undefined;
  const since = Math.max(last.from, rule.notBefore);
  if (since > rule.beginBy || last.until < since || last.until - since < rule.holdMs) return undefined;
  return { since, heldUntil: last.until };
}

/** The healthy run at the end, with its short interruptions bridged; undefined when the end is not healthy. */
export function lastHealthyRun(runs: readonly HealthRun[], gapMs: number): HealthRun | undefined {
  let end = runs.length - 1;
  const trailing = runs[end];
  // A short blindness at the very end says nothing against the run before it.
  if (trailing?.status === "unknown" && end > 0 && trailing.until - runs[end - 1]!.until <= gapMs) end--;
  let run = runs[end];
  if (run?.status !== "healthy") return undefined;
  for (let index = end - 1; index >= 0; index--) {
    const earlier = runs[index]!;
    if (earlier.status === "degraded") break;
    if (earlier.status === "unknown") continue;
    if (run.from - earlier.until > gapMs) break;
    run = { status: "healthy", from: earlier.from, until: run.until };
  }
  return run;
}
