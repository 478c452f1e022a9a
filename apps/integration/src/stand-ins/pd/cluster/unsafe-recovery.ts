import type { PeerReport, RecoveryPlan, Region } from "../../rpc/messages.js";
import type { Cluster } from "./cluster.js";

interface StageEntry {
  info: string;
  time: string;
  details?: string[];
}

/**
 * Online unsafe recovery: once every store that is left has reported its replicas, those of regions that lost their
 * majority are told to go on without the failed stores. What only the failed stores had is lost.
 */
export class UnsafeRecovery {
  readonly #cluster: Cluster;
  #stages: StageEntry[] = [];
  #failed = new Set<string>();
  #deadlineMs = 0;
  #phase: "idle" | "reports" | "plans" = "idle";
  #step = 0;
  readonly #reports = new Map<string, PeerReport[]>();
  readonly #plans = new Map<string, RecoveryPlan>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Throws with PD's words when it is under way already, or a store is alive. */
  async begin(storeIds: readonly string[], timeoutSeconds: number): Promise<void> {
    if (this.#phase !== "idle")
      throw new Error("[PD:unsaferecovery:ErrUnsafeRecoveryIsRunning]unsafe recovery is running");
    const invalid = (why: string): Error =>
      new Error(`[PD:unsaferecovery:ErrUnsafeRecoveryInvalidInput]invalid input ${why}`);
    if (storeIds.length === 0) throw invalid("no store specified");
    for (const id of storeIds) {
      const store = this.#cluster.stores.get(id);
      if (!store) throw invalid(`store ${id} doesn't exist`);
      const state = this.#cluster.stateOf({ ...store, meta: { ...store.meta, state: "Up" } });
      if (store.meta.state !== "Tombstone" && state === "Up") throw invalid(`store ${id} is up and connected`);
    }
    for (const id of storeIds) {
      const store = this.#cluster.stores.need(id);
      if (store.meta.state === "Tombstone") continue;
      await this.#cluster.stores.remove(id, { destroyed: true, maxReplicas: 0 });
    }
    this.#failed = new Set(storeIds);
    this.#deadlineMs = Date.now() + timeoutSeconds * 1_000;
    this.#step += 1;
    this.#reports.clear();
    this.#plans.clear();
    this.#stages = [];
    this.#phase = "reports";
    this.#note("Unsafe recovery enters collect report stage", [`failed stores ${storeIds.join(", ")}`]);
  }

  /** As PD lists its stages; empty while there never was one. */
  show(): StageEntry[] {
    return this.#stages.length > 0 ? this.#stages : [{ info: "No on-going recovery.", time: timeOf(Date.now()) }];
  }

  /** What a store is told in the answer to its heartbeat. */
  answer(storeId: string, reports: readonly PeerReport[] | undefined): RecoveryPlan | undefined {
    if (this.#phase === "idle" || this.#failed.has(storeId)) return undefined;
    if (Date.now() > this.#deadlineMs) {
      this.#phase = "idle";
      this.#note("Unsafe recovery failed: Exceeds timeout");
      return undefined;
    }
    if (this.#phase === "reports") {
      if (reports) this.#reports.set(storeId, [...reports]);
      if (this.#waitedFor().length === 0) this.#decide();
      else if (!reports) return { tombstones: [], demotes: [], force_leader: null, step: String(this.#step) };
    }
    const plan = this.#plans.get(storeId);
    if (plan && !isCarriedOut(plan, reports)) return plan;
    this.#plans.delete(storeId);
    if (this.#phase === "plans" && this.#plans.size === 0) {
      this.#phase = "idle";
      this.#note("Unsafe recovery Finished");
    }
    return undefined;
  }

  #waitedFor(): string[] {
    return this.#cluster.stores
      .all()
      .filter((store) => !this.#failed.has(store.meta.id) && this.#cluster.stateOf(store) === "Up")
      .map(({ meta }) => meta.id)
      .filter((id) => !this.#reports.has(id));
  }

  /** The replica with the newest log of each region that lost its majority goes on alone. */
  #decide(): void {
    this.#phase = "plans";
    const decided = decideForceLeaders(this.#reports, this.#failed);
    for (const { storeId, region } of decided) {
      const plan = this.#plans.get(storeId) ?? {
        tombstones: [],
        demotes: [],
        force_leader: { failed_stores: [...this.#failed], enter_force_leaders: [] },
        step: String(this.#step),
      };
      plan.force_leader?.enter_force_leaders.push(region.id);
      plan.demotes.push({
        region_id: region.id,
        failed_voters: region.peers.filter((peer) => this.#failed.has(peer.store_id)),
      });
      this.#plans.set(storeId, plan);
    }
    this.#note(
      "Unsafe recovery enters demote failed voter stage",
      decided.map(({ storeId, region }) => `store ${storeId}: region ${region.id}`),
    );
  }

  #note(info: string, details: string[] = []): void {
    this.#stages.push({ info, time: timeOf(Date.now()), ...(details.length > 0 ? { details } : {}) });
  }
}

/** For each region without a majority among the stores that are left: which store's replica goes on. */
export function decideForceLeaders(
  reports: ReadonlyMap<string, readonly PeerReport[]>,
  failed: ReadonlySet<string>,
): { storeId: string; region: Region }[] {
  const best = new Map<string, { storeId: string; region: Region; term: number; last: number }>();
  for (const [storeId, peers] of reports) {
    for (const { raft_state, region_state } of peers) {
      const { region } = region_state;
      const voters = region.peers.filter(({ role }) => role === "Voter");
      const alive = voters.filter((peer) => !failed.has(peer.store_id)).length;
      if (alive * 2 > voters.length || !voters.some((peer) => peer.store_id === storeId)) continue;
      const found = {
        storeId,
        region,
        term: Number(raft_state.hard_state.term),
        last: Number(raft_state.last_index),
      };
      const before = best.get(region.id);
      if (!before || found.last > before.last) best.set(region.id, found);
    }
  }
  return [...best.values()].map(({ storeId, region }) => ({ storeId, region }));
}

const isCarriedOut = (plan: RecoveryPlan, reports: readonly PeerReport[] | undefined): boolean =>
  reports !== undefined &&
  plan.demotes.every(({ region_id, failed_voters }) => {
    const region = reports.find(({ region_state }) => region_state.region.id === region_id)?.region_state.region;
    return (
      region !== undefined &&
      !region.peers.some((peer) => failed_voters.some(({ id }) => id === peer.id && peer.role === "Voter"))
    );
  });

const timeOf = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
