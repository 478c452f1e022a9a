import { ClusterSlot } from "./cluster-slot.js";
import { systemClock } from "./clock.js";
import { silentLogger } from "./context.js";
import { seededRandom } from "./random.js";
import { resolveSpec, runTrial, type TrialOptions, type TrialResult } from "./trial.js";
import type { TrialRecord } from "./trial-record.js";
import type { CampaignSpec, TrialSpec } from "./trial-spec.js";

export interface CampaignOptions extends Omit<TrialOptions, "spec" | "slot" | "campaignId"> {
  campaign: CampaignSpec;
  /** What every trial of the campaign has in common; seed and attempt are the campaign's to give. */
  trial: Omit<TrialSpec, "seed" | "attempt">;
  /** Called once the campaign's row is written. */
  onCampaign?: (campaignId: number) => void;
  /** Called after each trial. */
  onTrial?: (result: TrialResult, number: number) => void;
}

export interface CampaignResult {
  campaignId: number;
  trials: readonly { trialId: number; record: TrialRecord }[];
  interrupted: boolean;
}

/**
 * A campaign's trials, one after another on one cluster. The seed of trial k derives from the
 * campaign's seed and k alone, so campaigns with equal seeds pair trial by trial.
 * Stops after an aborted trial. The cluster is destroyed at the end, whatever happened.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { campaign, subject, recorder, clock = systemClock, logger = silentLogger } = options;
  const trial = resolveSpec(subject, { ...options.trial, seed: campaign.seed, attempt: 1 });
  const campaignId = await recorder.beginCampaign(campaign);
  options.onCampaign?.(campaignId);
  const slot = new ClusterSlot({ subject, options: trial.options, timing: trial.timing });
  const trials: { trialId: number; record: TrialRecord }[] = [];
  let last: TrialResult | undefined;
  try {
    for (let number = 1; number <= campaign.trialCount && !options.signal?.aborted; number++) {
      const spec: TrialSpec = { ...trial, seed: trialSeed(campaign.seed, number), attempt: 1 };
      last = await runTrial({ ...options, spec, slot, campaignId });
      trials.push({ trialId: last.trialId, record: last.record });
      options.onTrial?.(last, number);
    }
  } finally {
    const surroundings = { clusterId: slot.clusterId, random: seededRandom(campaign.seed), clock, log: logger };
    await slot.destroy(surroundings, last?.log);
  }
  return { campaignId, trials, interrupted: options.signal?.aborted ?? false };
}

/** The seed of a campaign's trial, counted from 1. */
export function trialSeed(campaignSeed: string, number: number): string {
  return `${campaignSeed}#${number}`;
}
