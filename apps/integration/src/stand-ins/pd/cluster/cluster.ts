import type { Log } from "../../log.js";
import { reasonOf } from "../../log.js";
import type { Region, RegionHeartbeat, StoreMeta, StoreStats } from "../../rpc/messages.js";
import { PdConfig, type ConfigTree } from "./config-tree.js";
import { IdAllocator } from "./id-allocator.js";
import type { Keeper } from "./keeper.js";
import { RegionIndex } from "./region-index.js";
import type { StoreView } from "./replica-check.js";
import { SchedulerList, type SchedulersKept } from "./scheduler-list.js";
import { StoreRegistry, STORE_KEYS } from "./store-registry.js";
import { stateName, type StateName, type StoreRecord } from "./store-state.js";

const REGION_KEYS = "raft/r/";
const BOOTSTRAPPED = "raft/bootstrapped";

export interface ClusterOptions {
  keeper: Keeper;
  /** Used while none is kept. */
  initialConfig: PdConfig;
  disconnectMs: number;
  log: Log;
}

/** What the PD leader knows of its cluster: read from etcd when it becomes the leader, and kept there. */
export class Cluster {
  readonly stores: StoreRegistry;
  readonly regions = new RegionIndex();
  config: PdConfig;
  schedulers: SchedulerList;
  ids: IdAllocator;
  bootstrapped = false;
  readonly #options: ClusterOptions;

  private constructor(options: ClusterOptions, kept: ReadonlyMap<string, unknown>) {
    this.#options = options;
    this.stores = new StoreRegistry(options.keeper);
    this.ids = new IdAllocator(options.keeper, Number(kept.get("alloc_id") ?? 0));
    const config = kept.get("config") as ConfigTree | undefined;
    this.config = config ? new PdConfig(config) : options.initialConfig;
    this.schedulers = new SchedulerList(kept.get("schedulers") as SchedulersKept | undefined);
    this.bootstrapped = kept.has(BOOTSTRAPPED);
    for (const [key, value] of kept) {
      if (key.startsWith(STORE_KEYS)) this.stores.restore(value as Parameters<StoreRegistry["restore"]>[0]);
      if (key.startsWith(REGION_KEYS)) this.regions.restore(value as Region);
    }
  }

  static async load(options: ClusterOptions): Promise<Cluster> {
    const kept = await options.keeper.load();
    const cluster = new Cluster(options, kept);
    if (!kept.has("config")) await options.keeper.save({ config: cluster.config.tree });
    return cluster;
  }

  /** False when another store was first. */
  async bootstrap(store: StoreMeta, region: Region): Promise<boolean> {
    if (this.bootstrapped) return false;
    this.bootstrapped = true;
    try {
      await this.#options.keeper.save({ [BOOTSTRAPPED]: true, [regionKey(region.id)]: region });
      await this.stores.put(store, Date.now());
    } catch (error) {
      this.bootstrapped = false;
      throw error;
    }
    this.regions.restore(region);
    return true;
  }

  heartbeat(stats: StoreStats): Promise<StoreRecord> {
    return this.stores.heartbeat(stats, Date.now());
  }

  /** Takes a region's report; a changed configuration is kept without making the store wait. */
  reportRegion(heartbeat: RegionHeartbeat): void {
    if (this.regions.report(heartbeat) !== "changed") return;
    this.#options.keeper
      .save({ [regionKey(heartbeat.region.id)]: heartbeat.region })
      .catch((error: unknown) => this.#options.log.warn("region not kept", { error: reasonOf(error) }));
  }

  async setConfig(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const changed = new PdConfig(structuredClone(this.config.tree));
    for (const [key, value] of Object.entries(changes)) changed.set(key, value);
    await this.#options.keeper.save({ config: changed.tree });
    this.config = changed;
  }

  async changeSchedulers(change: (schedulers: SchedulerList) => boolean): Promise<boolean> {
    const changed = new SchedulerList(this.schedulers.kept);
    if (!change(changed)) return false;
    await this.#options.keeper.save({ schedulers: changed.kept });
    return change(this.schedulers);
  }

  stateOf(store: StoreRecord, nowMs = Date.now()): StateName {
    return stateName(store, {
      nowMs,
      disconnectMs: this.#options.disconnectMs,
      downMs: this.config.durationMs("max-store-down-time"),
    });
  }

  storeViews(nowMs = Date.now()): Map<string, StoreView> {
    const lowSpace = this.config.number("schedule", "low-space-ratio");
    const regions = this.regions.all();
    return new Map(
      this.stores.all().map((store) => [
        store.meta.id,
        {
          id: store.meta.id,
          state: this.stateOf(store, nowMs),
          destroyed: store.meta.physically_destroyed,
          regionCount: regions.filter(({ region }) => region.peers.some((p) => p.store_id === store.meta.id)).length,
          leaderCount: regions.filter(({ leader }) => leader?.store_id === store.meta.id).length,
          lowSpace: usedRatio(store.stats) > lowSpace,
          evicted: this.schedulers.isEvicted(store.meta.id, nowMs),
        },
      ]),
    );
  }

  /** An offline store without regions is a tombstone. */
  async buryEmptyStores(): Promise<void> {
    for (const store of this.stores.all()) {
      if (store.meta.state === "Offline" && this.regions.onStore(store.meta.id).length === 0) {
        await this.stores.bury(store);
      }
    }
  }
}

const regionKey = (id: string): string => `${REGION_KEYS}${id.padStart(20, "0")}`;

const usedRatio = (stats: StoreStats | undefined): number =>
  stats === undefined || stats.capacity === "0" ? 0 : 1 - Number(stats.available) / Number(stats.capacity);
