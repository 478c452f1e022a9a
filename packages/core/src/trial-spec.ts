import type { JsonObject } from "./json.js";

/** All deadlines and periods of a trial, in milliseconds. */
export type Timing = {
  /** From create or reset to the first healthy observation. */
  healthyMs: number;
  /** The follow-up, counted from the moment the fault is in force; the same in every arm. */
  horizonMs: number;
  /** How long the cluster must stay healthy to count as recovered. */
  holdMs: number;
  /** Between two observations. */
  observeMs: number;
  /** Bounds of the quiet period before the fault; its length is drawn from the seed. */
  quietMinMs: number;
  quietMaxMs: number;
  /** How long the operator may take to become quiet. */
  quietWaitMs: number;
  /** Between two probes. */
  probeMs: number;
  probeTimeoutMs: number;
  /** Probes under way at once; one that finds no free place counts as failed without being sent. */
  probeOutstanding: number;
  /** For the operator to end after it was asked to. */
  operatorStopMs: number;
  /** After recovery, how long to wait for the claim of a ticket that is being worked on; within the horizon. */
  claimWaitMs: number;
  /** For create, reset, inject, cleanup, destroy and reading back writes, each. */
  callMs: number;
};

export const defaultTiming: Timing = {
  healthyMs: 120_000,
  horizonMs: 300_000,
  holdMs: 10_000,
  observeMs: 500,
  quietMinMs: 5_000,
  quietMaxMs: 15_000,
  quietWaitMs: 60_000,
  probeMs: 250,
  probeTimeoutMs: 2_000,
  probeOutstanding: 8,
  operatorStopMs: 10_000,
  claimWaitMs: 30_000,
  callMs: 120_000,
};

/** What was asked of one trial: enough to ask for it again. */
export type TrialSpec = {
  subject: string;
  options: JsonObject;
  /** Null in a sham: nothing is injected. */
  chaosType: string | null;
  params: JsonObject;
  seed: string;
  /** Null in a baseline. */
  operator: string | null;
  variant: string | null;
  baseline: boolean;
  /** Ends the watch at the first complete claim or escalation. */
  endOnClaim: boolean;
  timing: Timing;
  /** Counts repetitions of the same trial after an invalid one, from 1. */
  attempt: number;
  /** Digest of what was asked, by which a later run knows the trial again; absent where nobody will look for it. */
  identity?: string;
};

/** What was asked of a campaign. */
export type CampaignSpec = {
  name: string | null;
  subject: string;
  /** The plugin specifier as given; null when the subject was handed over as a value. */
  plugin: string | null;
  /** The sham's is `none`. */
  chaosType: string;
  trialCount: number;
  baseline: boolean;
  variant: string | null;
  seed: string;
  /** Everything that was asked, for the record and for asking again. */
  config: JsonObject;
  /** Versions, kernel, cores: what a figure depends on. */
  host: JsonObject;
  createdAt: string;
};
