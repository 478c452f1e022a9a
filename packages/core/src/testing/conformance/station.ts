import { systemClock } from "../../clock.js";
import { withDeadline, type Context } from "../../context.js";
import { seededRandom } from "../../random.js";
import type { ClusterPool } from "./cluster-pool.js";
import { canonicalJson, type Json } from "../../json.js";
import type { Briefing, Cluster, EvalSubject } from "../../subject.js";
import { waitHealthy } from "../../wait-healthy.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { demandEqual, demandJson, fail } from "./demand.js";
import type { SharedCluster, TrialFindings } from "./shared-cluster.js";

/** Leaves a check that cannot be run here. */
export class CheckSkipped extends Error {}

/** How long an interrupted call may take to put its things in order, in ms. */
export const settleMs = 10_000;

/** Long enough for a clock to move on, in ms. */
const fingerprintPauseMs = 20;

export interface CallOptions {
  /** @default the timing's `callMs` */
  ms?: number;
  settleMs?: number;
  /** @default the suite's */
  seed?: string;
  /** Forks the randomness, as the harness does for this call. */
  label?: string;
  /** @default the shared cluster's */
  clusterId?: string;
}

export interface StationOptions {
  pool: ClusterPool;
  shared: SharedCluster;
  /** Name of the check. */
  check: string;
  signal: AbortSignal | undefined;
  /** Called when the check is given a cluster to work on. */
  begin?: () => void;
}

/** What one check works with: a shared cluster, and calls into the subject under a deadline. */
export class Station {
  readonly subject: EvalSubject;
  readonly settings: ConformanceSettings;
  readonly clock = systemClock;
  readonly signal: AbortSignal | undefined;
  private readonly check: string;
  private readonly shared: SharedCluster;

  constructor(private readonly options: StationOptions) {
    const { shared } = options;
    this.shared = shared;
    this.check = options.check;
    this.signal = options.signal;
    this.subject = shared.subject;
    this.settings = shared.settings;
  }

  get clusterId(): string {
    return this.shared.clusterId;
  }

  /** Of all clusters. */
  get failedResets(): SharedCluster["failedResets"] {
    return this.options.pool.failedResets;
  }

  /** Does the work on a cluster of its own, whichever is free first. */
  lend<T>(work: (own: Station) => Promise<T>): Promise<T> {
    return this.options.pool.withAny((shared) => {
      this.options.begin?.();
      return new Station({ ...this.options, shared }).onCluster(work);
    });
  }

  /** The same on every cluster there is. */
  async onEach(work: (own: Station) => Promise<unknown>): Promise<void> {
    await this.options.pool.withEach((shared) => work(new Station({ ...this.options, shared })));
  }

  /** Work that fails may have done more to the cluster than it was to do. */
  async onCluster<T>(work: (own: Station) => Promise<T>): Promise<T> {
    try {
      return await work(this);
    } catch (error) {
      if (!(error instanceof CheckSkipped)) this.shared.use(this.check);
      throw error;
    }
  }

  skip(reason: string): never {
    throw new CheckSkipped(reason);
  }

  /** A clean cluster, for a check that only looks at it. */
  cleanCluster(): Promise<Cluster> {
    return this.shared.cluster(this.signal);
  }

  /** A clean cluster that the check may change. */
  async ownCluster(): Promise<Cluster> {
    const cluster = await this.cleanCluster();
    this.shared.use(this.check);
    return cluster;
  }

  /** The cluster, reset and proved clean by this check: it fails where that fails. */
  async resetCluster(): Promise<Cluster> {
    try {
      return await this.shared.reset(this.signal);
    } catch (error) {
      fail("reset did not give a healthy cluster with a fresh one's fingerprint", error);
    }
  }

  trial(trial: Omit<Parameters<SharedCluster["trial"]>[1], "signal">): Promise<TrialFindings> {
    return this.shared.trial(this.check, { ...trial, signal: this.signal });
  }

  /** Removes the shared clusters; gives the ids of all there were. */
  async close(): Promise<readonly string[]> {
    await this.options.pool.close();
    return this.options.pool.clusterIds;
  }

  /** Calls into the subject as the harness does. A rejection fails the check, saying in what. */
  async call<T>(doing: string, work: (context: Context) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const { ms = this.settings.timing.callMs, seed, label, clusterId } = options;
    const surroundings = this.shared.surroundings({
      ...(this.signal ? { signal: this.signal } : {}),
      ...(seed === undefined ? {} : { random: seededRandom(seed) }),
      ...(clusterId === undefined ? {} : { clusterId }),
    });
    const call = { doing, ms, settleMs: options.settleMs ?? 0, ...(label === undefined ? {} : { label }) };
    try {
      return await withDeadline(surroundings, call, work);
    } catch (error) {
      fail(`${doing} failed`, error);
    }
  }

  async becomesHealthy(cluster: Cluster, when: string): Promise<void> {
    const { healthyMs } = this.settings.timing;
    await this.call(`waiting until the cluster is healthy ${when}`, (context) => waitHealthy(cluster, context), {
      ms: healthyMs,
    });
  }

  async fingerprint(cluster: Cluster): Promise<Json> {
    const state = await this.call("capturing the state", (context) => cluster.captureState(context));
    demandJson(state, "the captured state");
    const fingerprint = cluster.fingerprint(state);
    demandJson(fingerprint, "the fingerprint");
    return fingerprint;
  }

  /** Whether the cluster, left alone, keeps its fingerprint. Looked at once, for all checks. */
  async fingerprintHolds(cluster: Cluster): Promise<boolean> {
    const known = this.shared.fingerprintHolds;
    if (known !== undefined) return known;
    const first = await this.fingerprint(cluster);
    await this.clock.sleep(fingerprintPauseMs, this.signal);
    const holds = canonicalJson(await this.fingerprint(cluster)) === canonicalJson(first);
    this.shared.fingerprintHolds = holds;
    return holds;
  }

  /**
   * Fails the check when the work leaves a trace in the cluster's fingerprint or handle. A fingerprint
   * that changes of itself accuses nobody: that is another check's finding.
   */
  async changesNothing(cluster: Cluster, what: string, work: () => Promise<void>): Promise<void> {
    const holds = await this.fingerprintHolds(cluster);
    const before = { fingerprint: await this.fingerprint(cluster), handle: cluster.handle };
    await work();
    demandEqual(cluster.handle, before.handle, `${what} changed the cluster's handle`);
    if (!holds) return;
    demandEqual(await this.fingerprint(cluster), before.fingerprint, `${what} changed the cluster's fingerprint`);
  }

  briefing(cluster: Cluster): Promise<Briefing> {
    return this.call("writing the briefing", (context) => cluster.briefing(context));
  }

  /** A cluster once more, by its handle as another process would have it. */
  attach(handle: Json, clusterId = this.clusterId): Promise<Cluster | undefined> {
    const copy = JSON.parse(JSON.stringify(handle)) as Json;
    return this.call("attaching", (context) => this.subject.attach(copy, context), { clusterId });
  }

  /** Skips the check where the host lacks what it needs. */
  async requireHost(needs: readonly string[]): Promise<void> {
    const { options } = this.settings;
    const lacking = await this.call("preflight", (context) => this.subject.preflight({ needs, options }, context));
    if (lacking.length > 0) this.skip(lacking.map(({ message, hint }) => `${message} (${hint})`).join("; "));
  }
}
