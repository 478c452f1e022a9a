import type { CampaignSpec, JsonObject, Plugin } from "@eval/core";
import type { RecordedTrial } from "./recorded-trial.js";

export interface ReplayedWith {
  plugin: Pick<Plugin, "specifier" | "url" | "version">;
  /** Names of the variables that the operator was given. */
  env: readonly string[];
  host: JsonObject;
  at: Date;
}

/** The campaign that a repetition is recorded in: the old one's, of one trial, and linked to it by `replayOf`. Pure. */
export function replayCampaign(recorded: RecordedTrial, { plugin, env, host, at }: ReplayedWith): CampaignSpec {
  const { campaign, trial, number, spec, repairer } = recorded;
  return {
    name: campaign.name,
    subject: spec.subject,
    plugin: plugin.specifier,
    chaosType: spec.chaosType ?? "none",
    trialCount: 1,
    baseline: spec.baseline,
    variant: spec.variant,
    seed: spec.seed,
    config: {
      ...campaign.config,
      repairer: { ...repairer },
      plugin: { specifier: plugin.specifier, url: plugin.url, version: plugin.version },
      operatorEnv: [...env],
      replayOf: { campaignId: campaign.id, trial: number, trialId: trial.id, planDigest: trial.planDigest },
    },
    host,
    createdAt: at.toISOString(),
  };
}
