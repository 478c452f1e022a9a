import type { TrialEvent } from "./events.js";
import type { CampaignSpec } from "./trial-spec.js";

/** Where events are kept. `@eval/store` keeps them in eval.db; `@eval/core/testing` in memory. */
export interface Recorder {
  beginCampaign(campaign: CampaignSpec): Promise<number>;
  /** Creates the trial's row with its first event, `trial.started`. */
  beginTrial(campaignId: number, started: TrialEvent): Promise<number>;
  /** Resolves once the events are durable, in this order. All of them or none. */
  append(trialId: number, events: readonly TrialEvent[]): Promise<void>;
}
