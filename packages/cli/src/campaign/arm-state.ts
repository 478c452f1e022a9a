import type { CampaignSpec } from "@eval/core";
import type { Store } from "@eval/store";
import { inLane } from "../progress/progress.js";
import { campaignSpecOf } from "../run/arm-specs.js";
import { followTrials, type FollowedTrials } from "../run/follow-trials.js";
import type { ArmRun } from "../run/run-arm.js";
import { armOf } from "./arm-names.js";
import type { ArmSetup } from "./arm-setup.js";
import { variantWriter, type VariantWriter } from "./write-variant.js";

/** An arm while its trials run, in one lane or several. */
export class ArmState {
  readonly campaign: CampaignSpec;
  readonly writer: VariantWriter | undefined;
  private id: number | null;
  private beginning: Promise<number> | undefined;
  /** Trials in its campaign, earlier runs' included. */
  private count: number;
  private readonly followed = new Map<number, FollowedTrials>();

  constructor(
    readonly setup: ArmSetup,
    { parallel }: { parallel: number },
  ) {
    const { planned, session, campaignId, earlier } = setup;
    const { role, told } = planned;
    const campaign = campaignSpecOf(session, armOf(planned));
    this.campaign = { ...campaign, config: { ...campaign.config, role, variant: told && { ...told }, parallel } };
    this.writer = variantWriter(planned, session.progress);
    this.id = campaignId;
    this.count = earlier;
  }

  /** The campaign that its trials are recorded in, begun with the first of them. */
  async campaignIn(store: Store): Promise<number> {
    if (this.id !== null) return this.id;
    this.beginning ??= store.beginCampaign(this.campaign);
    this.id = await this.beginning;
    return this.id;
  }

  /** Number of the trial that begins now, within its campaign. */
  begin(): { number: number; of: number } {
    this.count += 1;
    return { number: this.count, of: Math.max(this.count, this.campaign.trialCount) };
  }

  /** A lane has one trial at a time, and listens to its operator alone. */
  followedIn(lane: number): FollowedTrials {
    const { planned, session, operator } = this.setup;
    const known = this.followed.get(lane);
    if (known) return known;
    const { chaos, progress } = session;
    const followed = followTrials({ chaos, progress: inLane(progress, lane) }, armOf(planned), operator);
    this.followed.set(lane, followed);
    return followed;
  }

  /** What became of it, its trials in the order in which they began. */
  run(): ArmRun {
    const trials = [...this.followed.values()].flatMap((followed) => followed.trials);
    return {
      arm: armOf(this.setup.planned),
      campaign: this.campaign,
      campaignId: this.id,
      trials: trials.sort((one, other) => one.number - other.number),
      failure: undefined,
    };
  }
}
