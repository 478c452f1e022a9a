import { ClusterSlot } from "../../cluster-slot.js";
import { systemClock } from "../../clock.js";
import type { Surroundings } from "../../context.js";
import { EventLog } from "../../event-log.js";
import type { TrialEvent } from "../../events.js";
import { seededRandom } from "../../random.js";
import type { Cluster, EvalSubject } from "../../subject.js";
import { runTrial } from "../../trial.js";
import type { TrialRecord } from "../../trial-record.js";
import type { TrialSpec } from "../../trial-spec.js";
import { MemoryRecorder } from "../memory-recorder.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { reasonOf, shorten } from "./demand.js";
import type { ScriptedOperator } from "./scripted-operator.js";

export interface TrialFindings {
  record: TrialRecord;
  events: readonly TrialEvent[];
}

/**
 * A cluster that checks use in turn, as a campaign's trials do: created for the first of them, reset
 * for each later one. A check that only looks leaves it clean for the next one. A reset that
 * fails is not the next check's fault: it is noted, and the cluster replaced.
 */
export class SharedCluster {
  /** What resets could not put right, and which check had been at work before. */
  readonly failedResets: { after: string; problem: string }[] = [];
  /** Whether an untouched cluster keeps its fingerprint; undefined until somebody has looked. */
  fingerprintHolds: boolean | undefined;
  /** Of all the clusters that took each other's place here. */
  readonly clusterIds = new Set<string>();
  private readonly recorder = new MemoryRecorder();
  private slot: ClusterSlot;
  private clean: Cluster | undefined;
  private lastUser: string | undefined;

  constructor(
    readonly subject: EvalSubject,
    readonly settings: ConformanceSettings,
  ) {
    this.slot = this.newSlot();
  }

  get clusterId(): string {
    return this.slot.clusterId;
  }

  /** A clean, healthy cluster. */
  async cluster(signal: AbortSignal | undefined): Promise<Cluster> {
    if (this.clean) return this.clean;
    const { lastUser } = this;
    try {
      return await this.reset(signal);
    } catch (error) {
      if (lastUser === undefined || signal?.aborted) throw error;
      this.failedResets.push({ after: lastUser, problem: reasonOf(error) });
      await this.replace();
      return this.reset(signal);
    }
  }

  /** As `cluster`, but rejects when the reset fails. */
  async reset(signal: AbortSignal | undefined): Promise<Cluster> {
    const { recorder } = this;
    const { clusterId } = this.slot;
    await this.announce(clusterId);
    const started = { spec: this.spec({}), clusterId, versions: {}, process: {} };
    const log = await EventLog.begin({ recorder, campaignId: 1, clock: systemClock, started });
    this.clean = await this.slot.ready(log, this.surroundings({ ...(signal ? { signal } : {}) }));
    this.lastUser = undefined;
    return this.clean;
  }

  /** From here on the cluster is no longer clean. */
  use(check: string): void {
    this.clean = undefined;
    this.lastUser = check;
  }

  async trial(
    check: string,
    trial: { spec: Partial<TrialSpec>; operator: ScriptedOperator | null; signal: AbortSignal | undefined },
  ): Promise<TrialFindings> {
    const before = this.lastUser ?? (this.clean && "a look at it");
    this.use(check);
    const first = await this.runTrial(trial);
    const failure = first.events.find((event) => event.type === "trial.failed");
    if (failure?.data.phase !== "ready" || before === undefined) return first;
    const { message, details } = failure.data;
    this.failedResets.push({ after: before, problem: `${message} ${shorten(JSON.stringify(details))}` });
    await this.replace();
    this.use(check);
    return this.runTrial(trial);
  }

  /** Removes the cluster. */
  async close(): Promise<void> {
    this.clean = undefined;
    await this.slot.destroy(this.surroundings({}));
  }

  surroundings(own: Partial<Surroundings>): Surroundings {
    const { seed, logger } = this.settings;
    return { clusterId: this.clusterId, random: seededRandom(seed), clock: systemClock, log: logger, ...own };
  }

  private async runTrial({ spec, operator, signal }: Parameters<SharedCluster["trial"]>[1]): Promise<TrialFindings> {
    const { subject, recorder, slot } = this;
    const { logger } = this.settings;
    await this.announce(slot.clusterId);
    const { trialId, record } = await runTrial({
      subject,
      recorder,
      slot,
      logger,
      campaignId: 1,
      spec: this.spec({ ...spec, baseline: operator === null, operator: operator?.name ?? null }),
      ...(operator ? { operator } : {}),
      ...(signal ? { signal } : {}),
    });
    return { record, events: recorder.eventsOf(trialId) };
  }

  private async announce(clusterId: string): Promise<void> {
    if (this.clusterIds.has(clusterId)) return;
    this.clusterIds.add(clusterId);
    await this.settings.onCluster(clusterId);
  }

  private spec(own: Partial<TrialSpec>): TrialSpec {
    const { options, seed, timing } = this.settings;
    return {
      subject: this.subject.name,
      options,
      chaosType: null,
      params: {},
      seed,
      operator: null,
      variant: null,
      baseline: true,
      endOnClaim: false,
      timing,
      attempt: 1,
      ...own,
    };
  }

  /** A new slot, for the old one would measure new clusters by what it remembers of the old. */
  private async replace(): Promise<void> {
    const old = this.close();
    this.slot = this.newSlot();
    this.lastUser = undefined;
    await old;
  }

  private newSlot(): ClusterSlot {
    const { options, timing } = this.settings;
    return new ClusterSlot({ subject: this.subject, options, timing });
  }
}
