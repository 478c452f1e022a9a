import type { JsonObject } from "@eval/core";
import type { OperatorVariant } from "@eval/operator";
import type { Repairer } from "../run/arm.js";

/** All that decides which trials a campaign consists of; plain data. */
export interface CampaignPlan {
  name: string;
  seed: string;
  repetitions: number;
  order: "randomised" | "as_written";
  subjects: readonly PlannedSubject[];
  variants: readonly PlannedVariant[];
  baseline: boolean;
  shams: boolean;
  controls: boolean;
  watch: { horizonMs: number; holdMs: number; endOnClaim: boolean };
}

export interface PlannedSubject {
  /** The subject's own name, not where its plugin was found. */
  name: string;
  /** Parsed by the subject, defaults filled in; so are the parameters. */
  options: JsonObject;
  chaos: readonly { type: string; params: JsonObject }[];
}

export interface PlannedVariant {
  /** What the operator is told of itself; null where the campaign names an operator and no variant. */
  told: OperatorVariant | null;
  repairer: Repairer;
  env: { readonly [name: string]: string };
}

/** Trials that differ in their repetition alone: a campaign in the database. */
export interface PlannedArm {
  /** Into `subjects`. */
  subject: number;
  /** Null in a sham. */
  chaosType: string | null;
  params: JsonObject;
  role: "baseline" | "variant" | "control" | "sham";
  repairer: Repairer;
  told: OperatorVariant | null;
  env: { readonly [name: string]: string };
}

export interface PlannedTrial {
  arm: PlannedArm;
  /** From 1. */
  repetition: number;
  /** Equal for equal chaos type, parameters and repetition, whoever repairs. */
  seed: string;
  identity: string;
}

export interface ExpandedCampaign {
  arms: readonly PlannedArm[];
  /** In the order in which they run; those of one subject stand together. */
  trials: readonly PlannedTrial[];
}
