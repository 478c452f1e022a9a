import type { AnalysedTrial } from "@eval/analysis";
import type { CampaignSpec, JsonObject } from "@eval/core";
import type { TrialStory } from "./trials/trial-story.js";

/** A campaign as it was asked for. Null where another program, which recorded it, does not say. */
export type ReportedCampaign = Omit<CampaignSpec, "seed" | "config" | "host"> & {
  id: number;
  seed: string | null;
  config: JsonObject | null;
  host: JsonObject | null;
};

export type ReportedTrial = AnalysedTrial & {
  /** Within its campaign, from 1. */
  number: number;
};

/** All that a report is made of. */
export interface ReportInput {
  title: string;
  campaigns: readonly ReportedCampaign[];
  /** Every trial of them, ended or not. */
  trials: readonly ReportedTrial[];
  /** Of those whose events are shown, in any order: see `mostStories`. */
  stories: readonly TrialStory[];
  /** What a reader must know before trusting the figures. */
  notes: readonly string[];
  /** Where it comes from. */
  source: {
    /** As it was given. */
    database: string;
    /** UTC, ISO 8601. */
    createdAt: string;
    /** Name and version of the program. */
    program: string;
    /** Command line that prints the same figures as JSON. */
    again: string;
  };
  /** Confidence of all intervals. @default 0.95 */
  level?: number;
}
