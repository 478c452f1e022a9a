import type { Outcome } from "@eval/core";

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** What the trials of an arm can say, and what those that say nothing could hide. */
export interface Coverage {
  /** Trials that ended. */
  trials: number;
  /** Of them, those in which somebody is judged: neither invalid nor aborted. */
  valid: number;
  successes: number;
  /** Of the valid ones; null without any. */
  successRate: number | null;
  /** Of all, had none of the others been a success. Null without any trial. */
  worstCase: number | null;
  /** Of all, had all of the others been successes. */
  bestCase: number | null;
}

export function coverageOf(counts: OutcomeCounts): Coverage {
  const valid = counts.success + counts.failure + counts.timeout;
  const trials = valid + counts.invalid + counts.aborted;
  return {
    trials,
    valid,
    successes: counts.success,
    successRate: valid === 0 ? null : counts.success / valid,
    worstCase: trials === 0 ? null : counts.success / trials,
    bestCase: trials === 0 ? null : (counts.success + trials - valid) / trials,
  };
}

export function countOutcomes(outcomes: readonly (Outcome | null)[]): OutcomeCounts {
  const of = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return {
    success: of("success"),
    failure: of("failure"),
    timeout: of("timeout"),
    invalid: of("invalid"),
    aborted: of("aborted"),
  };
}

/** `4 of 5 valid; success 3 of 4 (75 %), from 60 % to 80 % had the rest been judged` */
export function formatCoverage(coverage: Coverage): string {
  const { trials, valid, successes, successRate, worstCase, bestCase } = coverage;
  const share = `${valid} of ${trials} valid`;
  if (worstCase === null || bestCase === null) return "no verdict yet";
  if (successRate === null) return `${share}: nothing can be said`;
  const success = `${share}; success ${successes} of ${valid} (${percent(successRate)})`;
  return valid === trials
    ? success
    : `${success}, from ${percent(worstCase)} to ${percent(bestCase)} had the rest been judged`;
}

/** Why trials are not valid, with how often: `create_failed ×2`. Empty when all are. */
export function formatCodes(codes: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code ?? "unknown", (counts.get(code ?? "unknown") ?? 0) + 1);
  return [...counts].map(([code, count]) => (count === 1 ? code : `${code} ×${count}`)).join(", ");
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
