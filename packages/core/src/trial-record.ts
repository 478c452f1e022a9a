import type { JsonObject } from "./json.js";
import type { OperatorCommand } from "./operator.js";

export type Outcome = "success" | "failure" | "timeout" | "invalid" | "aborted";
export type Claim = "resolved" | "escalated";
export type HealedBy = "itself" | "operator" | "harness" | "undetermined";

/**
 * One trial as a row: the fold of its events so far. Times are UTC ISO-8601 with milliseconds, taken
 * from the trial's one reading of the wall clock plus a monotonic offset. Null: not known (yet).
 */
export type TrialRecord = {
  startedAt: string;
  /** Just before the injection's first side effect. */
  chaosInjectedAt: string | null;
  /** When the harness noticed the first ticket that concerns the fault. */
  ticketCreatedAt: string | null;
  /** When the harness noticed that the operator's claim `resolved` was complete. */
  resolvedAt: string | null;
  /** The start of the healthy run that counted as recovery. */
  recoveredAt: string | null;
  endedAt: string | null;
  /** From the same clock: milliseconds from the injection's first side effect. */
  detectedAfterMs: number | null;
  resolvedAfterMs: number | null;
  recoveredAfterMs: number | null;

  initialState: JsonObject | null;
  finalState: JsonObject | null;
  chaosMetadata: JsonObject | null;
  commands: readonly OperatorCommand[];

  /** `none` in a sham. */
  chaosType: string;
  operatorName: string | null;
  variantName: string | null;
  baseline: boolean;
  seed: string;
  attempt: number;
  clusterId: string;
  planDigest: string | null;
  versions: JsonObject;
  /** Of what was asked; null where the run did not say. */
  identity: string | null;

  /** Whether the cluster only stood in for the real software, as its subject said in `stand_in`; null where it did not say. */
  standIn: boolean | null;
  /** The follow-up that was asked for: without an event the trial says nothing about later times. */
  horizonMs: number;
  /**
   * How long the operator watched a healthy cluster: from the beginning of the quiet period to the injection, in a
   * sham to the end of the watch. Null in a baseline, and where it did not come to that.
   */
  healthyMs: number | null;

  /** Null until the trial has ended. */
  outcome: Outcome | null;
  /** Why: `false_claim`, `data_lost`, `escalated`, or an error code. Null for a plain success or timeout. */
  outcomeCode: string | null;
  claim: Claim | null;
  claimCorrect: boolean | null;
  healedBy: HealedBy | null;
  /** Probes scheduled between injection and the end of the watch that failed, times the probe interval. Null without probes. */
  unavailableMs: number | null;
  probeCount: number;
  probeFailures: number;
  /** Of the acknowledged probes between injection and the end of the watch. */
  probeP50Ms: number | null;
  probeP99Ms: number | null;
  /** Acknowledged writes that are gone; null when nobody could or did look. */
  lostWrites: number | null;
  /** Tickets opened before the fault, or in a sham. */
  falseTickets: number;
  /** Tickets opened after the fault that do not concern it. */
  otherTickets: number;
  /** How far the operator's own clock stands from UTC, beyond its time zone; null when unknown. */
  clockOffsetMs: number | null;
  /** The cluster could not be cleaned and was destroyed. */
  tainted: boolean;
};
