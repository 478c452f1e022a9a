import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ClusterSlot,
  defaultTiming,
  loadPlugin,
  runTrial,
  seededRandom,
  silentLogger,
  systemClock,
  type CampaignSpec,
  type EvalSubject,
  type JsonObject,
  type Operator,
  type Timing,
  type TrialEvent,
  type TrialOptions,
  type TrialSpec,
} from "@eval/core";
import { openStore, type Store } from "@eval/store";
import { Seen } from "./seen.js";

/** Long enough for what is to be seen, on a machine that does other things beside it. */
export const shortTiming: Timing = {
  ...defaultTiming,
  healthyMs: 30_000,
  horizonMs: 20_000,
  holdMs: 500,
  observeMs: 400,
  quietMinMs: 0,
  quietMaxMs: 0,
  quietWaitMs: 10_000,
  probeMs: 100,
  probeTimeoutMs: 1_000,
  operatorStopMs: 3_000,
  claimWaitMs: 3_000,
  callMs: 40_000,
};

/** For trials that are not going to end before it. */
export const untilHorizon = { horizonMs: 5_000 };

export interface TrialRequest {
  /** Null: a sham. @default "node_kill" */
  chaos?: string | null;
  params?: JsonObject;
  /** Absent: a baseline. */
  operator?: Operator;
  /** @default "seed" */
  seed?: string;
  endOnClaim?: boolean;
  timing?: Partial<Timing>;
  /** Instead of the stage's. */
  subject?: EvalSubject;
  clock?: TrialOptions["clock"];
  onEvent?: (event: TrialEvent, trial: { clusterId: string }) => void;
}

/** One real cluster, reset from trial to trial, and an eval.db. Nothing of it is left after disposal. */
export class Stage implements AsyncDisposable {
  private constructor(
    /** For whatever else a test needs to put somewhere; any user may enter it. */
    readonly folder: string,
    readonly store: Store,
    readonly plugin: { subject: EvalSubject; url: string },
    private readonly slot: ClusterSlot,
    private readonly campaignId: number,
    private readonly onTrial: (seen: Seen) => void,
  ) {}

  static async open(onTrial: (seen: Seen) => void = () => undefined): Promise<Stage> {
    const plugin = await loadPlugin("@eval/subject-postgres", process.cwd());
    const folder = await mkdtemp(join(tmpdir(), "stage-"));
    await chmod(folder, 0o755);
    const store = await openStore(join(folder, "eval.db"));
    const options = plugin.subject.options.parse({}) as JsonObject;
    const slot = new ClusterSlot({ subject: plugin.subject, options, timing: shortTiming });
    const campaignId = await store.beginCampaign(campaignSpec("node_kill"));
    return new Stage(folder, store, plugin, slot, campaignId, onTrial);
  }

  /** Runs one trial on the cluster, and reads back from eval.db what was recorded of it. */
  async trial(request: TrialRequest = {}): Promise<Seen> {
    const { operator, subject = this.plugin.subject, clock, onEvent } = request;
    const { clusterId } = this.slot;
    const { trialId } = await runTrial({
      subject,
      spec: trialSpec(request),
      slot: this.slot,
      recorder: this.store,
      campaignId: this.campaignId,
      ...(operator ? { operator } : {}),
      ...(clock ? { clock } : {}),
      ...(onEvent ? { onEvent: (event) => onEvent(event, { clusterId }) } : {}),
    });
    const seen = await Seen.read(this.store, trialId);
    this.onTrial(seen);
    return seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { clusterId } = this.slot;
    await this.slot.destroy({ clusterId, random: seededRandom("end"), clock: systemClock, log: silentLogger });
    await this.store.close();
    await rm(this.folder, { recursive: true });
  }
}

export function campaignSpec(chaosType: string, more: Partial<CampaignSpec> = {}): CampaignSpec {
  return {
    name: null,
    subject: "postgres",
    plugin: "@eval/subject-postgres",
    chaosType,
    trialCount: 1,
    baseline: false,
    variant: null,
    seed: "seed",
    config: {},
    host: {},
    createdAt: new Date().toISOString(),
    ...more,
  };
}

export function trialSpec({ chaos = "node_kill", params = {}, seed = "seed", ...request }: TrialRequest): TrialSpec {
  return {
    subject: "postgres",
    options: {},
    chaosType: chaos,
    params,
    seed,
    operator: request.operator?.name ?? null,
    variant: null,
    baseline: request.operator === undefined,
    endOnClaim: request.endOnClaim ?? false,
    attempt: 1,
    timing: { ...shortTiming, ...request.timing },
  };
}
