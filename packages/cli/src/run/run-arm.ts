import { runCampaign, type CampaignSpec, type Operator } from "@eval/core";
import type { Arm } from "./arm.js";
import { armName, campaignSpecOf, trialSpecOf } from "./arm-specs.js";
import { followTrials, type ArmTrial } from "./follow-trials.js";
import type { Session } from "./session.js";
import { trialLine } from "./trial-line.js";

export interface ArmRun {
  arm: Arm;
  /** What was asked of the campaign. */
  campaign: CampaignSpec;
  /** Null when not even the campaign could be recorded. */
  campaignId: number | null;
  /** Those that ended. */
  trials: readonly ArmTrial[];
  /** What kept the campaign from running to its end, beside an interruption. */
  failure: unknown;
}

/** Runs one arm as a campaign. Never rejects: what was recorded before a failure is worth showing. */
export async function runArm(session: Session, arm: Arm, operator: Operator | undefined): Promise<ArmRun> {
  const { progress, request, signal } = session;
  const followed = followTrials(session, arm, operator);
  const { trials } = followed;
  const campaign = campaignSpecOf(session, arm);
  let campaignId: number | null = null;
  const label = armName(session, arm);
  progress.begin({ label, trials: request.trials });
  try {
    await runCampaign({
      subject: session.subject,
      campaign,
      trial: trialSpecOf(session, arm),
      ...(followed.operator ? { operator: followed.operator } : {}),
      recorder: session.recorder,
      clock: session.clock,
      logger: session.logger,
      signal,
      versions: session.versions,
      process: session.process,
      onCampaign: (id) => (campaignId = id),
      onEvent: (event) => followed.onEvent(event),
      onTrial: (result, number) => {
        followed.onTrial(result, number);
        progress.note(trialLine({ label, number, of: request.trials }, result.record));
      },
    });
    return { arm, campaign, campaignId, trials, failure: undefined };
  } catch (failure) {
    return { arm, campaign, campaignId, trials, failure };
  }
}
