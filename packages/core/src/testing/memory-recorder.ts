import type { TrialEvent } from "../events.js";
import { foldTrial } from "../fold.js";
import type { Recorder } from "../recorder.js";
import type { TrialRecord } from "../trial-record.js";
import type { CampaignSpec } from "../trial-spec.js";

/** Keeps events in memory, for tests of what runs trials. */
export class MemoryRecorder implements Recorder {
  readonly campaigns: CampaignSpec[] = [];
  readonly trials: TrialEvent[][] = [];

  async beginCampaign(campaign: CampaignSpec): Promise<number> {
    return this.campaigns.push(campaign);
  }

  async beginTrial(_campaignId: number, started: TrialEvent): Promise<number> {
    return this.trials.push([started]);
  }

  async append(trialId: number, events: readonly TrialEvent[]): Promise<void> {
    this.eventsOf(trialId).push(...events);
  }

  eventsOf(trialId: number): TrialEvent[] {
    const events = this.trials[trialId - 1];
    if (!events) throw new RangeError(`there is no trial ${trialId}`);
    return events;
  }

  record(trialId: number): TrialRecord {
    return foldTrial(this.eventsOf(trialId));
  }
}
