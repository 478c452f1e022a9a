import type { TrialRecord } from "@eval/core";

/** How a value stands in its column: `boolean` as 0 or 1, `json` as text. */
export type Storage = "text" | "integer" | "real" | "boolean" | "json";

export interface TrialColumn {
  readonly name: string;
  readonly as: Storage;
}

/**
 * Where each field of a trial's record is kept. A field added to the record does not compile until it
 * has a column here, and then a test fails until a migration adds that column.
 *
 * The order is that of the table. Whatever may be long stands at its end: SQLite reads a row from its
 * front, and a list must not have to step over the states of every trial.
 */
export const trialColumns = {
  startedAt: { name: "started_at", as: "text" },
  chaosInjectedAt: { name: "chaos_injected_at", as: "text" },
  ticketCreatedAt: { name: "ticket_created_at", as: "text" },
  resolvedAt: { name: "resolved_at", as: "text" },
  endedAt: { name: "ended_at", as: "text" },
  recoveredAt: { name: "recovered_at", as: "text" },
  detectedAfterMs: { name: "detected_after_ms", as: "real" },
  resolvedAfterMs: { name: "resolved_after_ms", as: "real" },
  recoveredAfterMs: { name: "recovered_after_ms", as: "real" },
  outcome: { name: "outcome", as: "text" },
  outcomeCode: { name: "outcome_code", as: "text" },
  claim: { name: "claim", as: "text" },
  claimCorrect: { name: "claim_correct", as: "boolean" },
  healedBy: { name: "healed_by", as: "text" },
  chaosType: { name: "chaos_type", as: "text" },
  operatorName: { name: "operator_name", as: "text" },
  variantName: { name: "variant_name", as: "text" },
  baseline: { name: "baseline", as: "boolean" },
  seed: { name: "seed", as: "text" },
  attempt: { name: "attempt", as: "integer" },
  unavailableMs: { name: "unavailable_ms", as: "real" },
  probeCount: { name: "probe_count", as: "integer" },
  probeFailures: { name: "probe_failures", as: "integer" },
  probeP50Ms: { name: "probe_p50_ms", as: "real" },
  probeP99Ms: { name: "probe_p99_ms", as: "real" },
  lostWrites: { name: "lost_writes", as: "integer" },
  falseTickets: { name: "false_tickets", as: "integer" },
  otherTickets: { name: "other_tickets", as: "integer" },
  clockOffsetMs: { name: "clock_offset_ms", as: "real" },
  tainted: { name: "tainted", as: "boolean" },
  clusterId: { name: "cluster_id", as: "text" },
  planDigest: { name: "plan_digest", as: "text" },
  standIn: { name: "stand_in", as: "boolean" },
  horizonMs: { name: "horizon_ms", as: "real" },
  healthyMs: { name: "healthy_ms", as: "real" },
  initialState: { name: "initial_state", as: "json" },
  finalState: { name: "final_state", as: "json" },
  chaosMetadata: { name: "chaos_metadata", as: "json" },
  commands: { name: "commands_json", as: "json" },
  versions: { name: "versions_json", as: "json" },
  identity: { name: "identity", as: "text" },
} as const satisfies { readonly [Field in keyof TrialRecord]: TrialColumn };

export type TrialField = keyof typeof trialColumns;
export type TrialColumnName = (typeof trialColumns)[TrialField]["name"];

/** The fields an analysis reads. */
export const figureFields = [
  "chaosType",
  "operatorName",
  "variantName",
  "baseline",
  "seed",
  "attempt",
  "planDigest",
  "outcome",
  "outcomeCode",
  "claim",
  "claimCorrect",
  "healedBy",
  "detectedAfterMs",
  "resolvedAfterMs",
  "recoveredAfterMs",
  "unavailableMs",
  "probeCount",
  "probeFailures",
  "probeP99Ms",
  "lostWrites",
  "falseTickets",
  "standIn",
  "horizonMs",
  "healthyMs",
] as const satisfies readonly (keyof TrialRecord)[];
export type FigureField = (typeof figureFields)[number];

/** The fields a list never reads: they may be long, or stand behind those that are. */
export const longFields = ["initialState", "finalState", "chaosMetadata", "commands", "versions", "identity"] as const;
export type LongField = (typeof longFields)[number];
