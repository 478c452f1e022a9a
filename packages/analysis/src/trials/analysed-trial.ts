import type { TrialRecord } from "@eval/core";
import type { CommandCounts, CountedCommand } from "../commands/count-commands.js";

/**
 * What the analysis needs of one trial: a light row, without states and metadata, so that many of them fit into
 * memory. Durations in ms.
 */
export type AnalysedTrial = Pick<
  TrialRecord,
  | "chaosType"
  | "operatorName"
  | "variantName"
  | "baseline"
  | "seed"
  | "attempt"
  | "planDigest"
  | "outcome"
  | "outcomeCode"
  | "claim"
  | "claimCorrect"
  | "healedBy"
  | "detectedAfterMs"
  | "resolvedAfterMs"
  | "recoveredAfterMs"
  | "unavailableMs"
  | "probeCount"
  | "probeFailures"
  | "probeP99Ms"
  | "lostWrites"
  | "falseTickets"
  | "standIn"
> & {
  id: number;
  campaignId: number;
  /** The follow-up that was asked for (`timing.horizonMs`), which is where a trial without the event is censored. */
  horizonMs: number;
  /** How long the operator watched a healthy cluster: the quiet period, and in a sham the watch as well. Null: not known. */
  healthyMs: number | null;
  commandCount: number;
  /** Needed to count what the commands were; `commandCounts` instead, where they have been counted before. */
  commands?: readonly CountedCommand[];
  commandCounts?: CommandCounts | undefined;
  /** Of every acknowledged probe between the injection and the end of the watch. */
  latencies?: readonly number[];
};

/** The chaos type under which shams are recorded. */
export const shamChaosType = "none";

/** Judged: neither invalid, nor interrupted, nor still running. */
export function isValid({ outcome }: Pick<AnalysedTrial, "outcome">): boolean {
  return outcome === "success" || outcome === "failure" || outcome === "timeout";
}

export function isSham({ chaosType }: Pick<AnalysedTrial, "chaosType">): boolean {
  return chaosType === shamChaosType;
}

/** In order of first appearance. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
