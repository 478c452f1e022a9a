import { ClusterSlot, runTrial, seededRandom, type CampaignSpec, type EventLog, type Operator } from "@eval/core";
import type { Store } from "@eval/store";
import { campaignSpecOf, trialSpecOf } from "../run/arm-specs.js";
import { followTrials, type FollowedTrials } from "../run/follow-trials.js";
import type { ArmRun } from "../run/run-arm.js";
import type { Session } from "../run/session.js";
import { trialLine } from "../run/trial-line.js";
import { armOf, faultText, whoRepairs } from "./arm-names.js";
import type { PlannedArm } from "./campaign-plan.js";
import type { DueTrial } from "./prior-trials.js";
import { variantWriter, type VariantWriter } from "./write-variant.js";

/** An arm with all that its trials need. */
export interface ArmSetup {
  planned: PlannedArm;
  session: Session;
  operator: Operator | undefined;
  /** The campaign it goes on with; null where it begins one. */
  campaignId: number | null;
  /** Trials that stand in that campaign already. */
  earlier: number;
}

export interface TrialsRun {
  /** In the order of the setups. */
  runs: readonly ArmRun[];
  /** What kept the campaign from running to its end, beside an interruption. */
  failure: unknown;
}

export interface RunningTrials {
  store: Store;
  due: readonly DueTrial[];
  setups: readonly ArmSetup[];
  cooldownMs: number;
  label: string;
}

/** An arm while its trials run. */
interface ArmState {
  setup: ArmSetup;
  campaign: CampaignSpec;
  campaignId: number | null;
  /** Trials in its campaign, earlier runs' included. */
  count: number;
  followed: FollowedTrials;
  writer: VariantWriter | undefined;
}

/** Runs the trials one after another, each recorded in its arm's campaign. Never rejects. */
export async function runTrials({ store, due, setups, cooldownMs, label }: RunningTrials): Promise<TrialsRun> {
  const states = new Map(setups.map((setup) => [setup.planned, stateOf(setup)]));
  const clusters = new SubjectClusters();
  const [any] = setups;
  any?.session.progress.begin({ label, trials: due.length });
  let failure: unknown;
  try {
    for (const [index, trial] of due.entries()) {
      const state = states.get(trial.planned.arm)!;
      const { signal, clock } = state.setup.session;
      if (index > 0 && cooldownMs > 0) await clock.sleep(cooldownMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      await runOne(state, trial, { store, clusters, position: `trial ${index + 1} of ${due.length}` });
    }
  } catch (error) {
    failure = error;
  }
  try {
    await clusters.destroy();
  } catch (error) {
    failure ??= error;
  }
  const runs = [...states.values()].map(({ setup, campaign, campaignId, followed }): ArmRun => {
    return { arm: armOf(setup.planned), campaign, campaignId, trials: followed.trials, failure: undefined };
  });
  return { runs, failure };
}

interface Surrounding {
  store: Store;
  clusters: SubjectClusters;
  position: string;
}

async function runOne(state: ArmState, { planned, attempt }: DueTrial, around: Surrounding): Promise<void> {
  const { setup, followed, writer } = state;
  const { session } = setup;
  const what = [
    faultText(planned.arm),
    whoRepairs(planned.arm),
    `repetition ${planned.repetition}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  session.progress.note(`${around.position}: ${what.join(", ")}`);
  const campaignId = (state.campaignId ??= await around.store.beginCampaign(state.campaign));
  const slot = await around.clusters.of(setup);
  const result = await runTrial({
    subject: session.subject,
    spec: { ...trialSpecOf(session, armOf(planned.arm)), seed: planned.seed, attempt, identity: planned.identity },
    slot,
    ...(followed.operator ? { operator: followed.operator } : {}),
    recorder: session.recorder,
    campaignId,
    clock: session.clock,
    logger: session.logger,
    signal: session.signal,
    versions: session.versions,
    process: session.process,
    onEvent: (event) => {
      followed.onEvent(event);
      writer?.onEvent(event);
    },
  });
  await writer?.settled();
  around.clusters.used(result.log);
  state.count += 1;
  followed.onTrial(result, state.count);
  session.progress.note(trialLine({ label: whoRepairs(planned.arm), ...numbers(state) }, result.record));
}

function numbers({ count, campaign }: ArmState): { number: number; of: number } {
  return { number: count, of: Math.max(count, campaign.trialCount) };
}

function stateOf(setup: ArmSetup): ArmState {
  const { planned, session, operator } = setup;
  const arm = armOf(planned);
  const campaign = campaignSpecOf(session, arm);
  const { role, told } = planned;
  return {
    setup,
    campaign: { ...campaign, config: { ...campaign.config, role, variant: told && { ...told } } },
    campaignId: setup.campaignId,
    count: setup.earlier,
    followed: followTrials(session, arm, operator),
    writer: variantWriter(planned, session.progress),
  };
}

/** The one cluster there is at a time: of the subject whose trials are running. */
class SubjectClusters {
  private current: { subject: number; session: Session; slot: ClusterSlot; last: EventLog | undefined } | undefined;

  async of({ planned, session }: ArmSetup): Promise<ClusterSlot> {
    if (this.current?.subject === planned.subject) return this.current.slot;
    await this.destroy();
    const { subject, options, request } = session;
    const slot = new ClusterSlot({ subject, options, timing: request.timing });
    this.current = { subject: planned.subject, session, slot, last: undefined };
    return slot;
  }

  used(log: EventLog): void {
    if (this.current) this.current.last = log;
  }

  async destroy(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (!current) return;
    const { slot, session, last } = current;
    const random = seededRandom(session.seed);
    await slot.destroy({ clusterId: slot.clusterId, random, clock: session.clock, log: session.logger }, last);
  }
}
