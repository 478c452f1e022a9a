import type { StoreMeta, StoreStats } from "../../rpc/messages.js";
import type { Keeper } from "./keeper.js";
import { addressHolder, checkRemovable, goText, type StoreRecord } from "./store-state.js";

/** A store is kept again after so long, so that another PD leader knows when it was last heard of. */
const KEEP_HEARTBEAT_MS = 300_000;

/** Why a store cannot be acted upon; the HTTP API and gRPC answer it differently. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(
    readonly kind: "not-found" | "removed" | "refused",
    message: string,
  ) {
    super(message);
  }
}

export const storeNotFound = (id: string): StoreError =>
  new StoreError("not-found", `[PD:core:ErrStoreNotFound]store ${id} not found`);
const storeRemoved = (id: string): StoreError =>
  new StoreError("removed", `[PD:core:ErrStoreRemoved]store ${id} has been removed`);

interface Kept {
  meta: StoreMeta;
  leaderWeight: number;
  regionWeight: number;
}

/** The stores of the cluster. What changes in their metadata is kept before it is answered. */
export class StoreRegistry {
  readonly #stores = new Map<string, StoreRecord>();
  readonly #keptAtMs = new Map<string, number>();
  readonly #keeper: Keeper;

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  restore(kept: Kept): void {
    const heartbeatAtMs = Number(BigInt(kept.meta.last_heartbeat) / 1_000_000n);
    this.#stores.set(kept.meta.id, { ...kept, stats: undefined, heartbeatAtMs });
  }

  get(id: string): StoreRecord | undefined {
    return this.#stores.get(id);
  }

  need(id: string): StoreRecord {
    const store = this.#stores.get(id);
    if (!store) throw storeNotFound(id);
    return store;
  }

  all(): StoreRecord[] {
    return [...this.#stores.values()].sort((a, b) => Number(a.meta.id) - Number(b.meta.id));
  }

  /** A store says that it is here. Rejects when its address is another's, or when it was removed. */
  async put(meta: StoreMeta, nowMs: number): Promise<void> {
    const holder = addressHolder(this.#stores.values(), meta);
    if (holder) {
      throw new Error(`duplicated store address: ${goText(meta)} , already registered by ${goText(holder.meta)} `);
    }
    const known = this.#stores.get(meta.id);
    if (known?.meta.state === "Tombstone") throw storeRemoved(meta.id);
    const { state, node_state, physically_destroyed, labels, last_heartbeat } = known?.meta ?? {
      state: "Up" as const,
      node_state: "Serving" as const,
      physically_destroyed: false,
      labels: meta.labels,
      last_heartbeat: String(BigInt(nowMs) * 1_000_000n),
    };
    if (physically_destroyed) {
      throw new Error(`[PD:core:ErrStoreDestroyed]store ${meta.id} has been physically destroyed`);
    }
    const merged = { ...meta, state, node_state, physically_destroyed, last_heartbeat };
    merged.labels = meta.labels.length > 0 ? meta.labels : labels;
    const record: StoreRecord = {
      leaderWeight: 1,
      regionWeight: 1,
      stats: undefined,
      heartbeatAtMs: nowMs,
      ...known,
      meta: merged,
    };
    await this.#keep(record);
    this.#stores.set(meta.id, record);
  }

  /** Rejects with `not-found` and `removed`. */
  async heartbeat(stats: StoreStats, nowMs: number): Promise<StoreRecord> {
    const store = this.need(stats.store_id);
    if (store.meta.state === "Tombstone") throw storeRemoved(stats.store_id);
    store.stats = stats;
    store.heartbeatAtMs = nowMs;
    store.meta.last_heartbeat = String(BigInt(nowMs) * 1_000_000n);
    if (nowMs - (this.#keptAtMs.get(stats.store_id) ?? 0) > KEEP_HEARTBEAT_MS) await this.#keep(store);
    return store;
  }

  /** Offline; `destroyed` says that its data is gone for good, and needs no other store to be up. */
  async remove(id: string, options: { destroyed: boolean; maxReplicas: number }): Promise<void> {
    const store = this.need(id);
    if (store.meta.state === "Tombstone") throw storeRemoved(id);
    if (store.meta.state === "Offline" && store.meta.physically_destroyed === options.destroyed) return;
    if (store.meta.state === "Up" && !options.destroyed) {
      checkRemovable(this.#stores.values(), { id, maxReplicas: options.maxReplicas });
    }
    await this.#change(store, {
      state: "Offline",
      node_state: "Removing",
      physically_destroyed: store.meta.physically_destroyed || options.destroyed,
    });
  }

  async up(id: string): Promise<void> {
    const store = this.need(id);
    if (store.meta.state === "Tombstone") throw storeRemoved(id);
    if (store.meta.physically_destroyed) {
      throw new StoreError("refused", `[PD:core:ErrStoreDestroyed]store ${id} has been physically destroyed`);
    }
    if (store.meta.state !== "Up") await this.#change(store, { state: "Up", node_state: "Serving" });
  }

  bury(store: StoreRecord): Promise<void> {
    return this.#change(store, { state: "Tombstone", node_state: "Removed" });
  }

  setLabels(id: string, labels: { key: string; value: string }[]): Promise<void> {
    return this.#change(this.need(id), { labels });
  }

  async setWeight(id: string, weights: { leaderWeight: number; regionWeight: number }): Promise<void> {
    const store = this.need(id);
    Object.assign(store, weights);
    await this.#keep(store);
  }

  /** Forgets the tombstones, and answers which. */
  async removeTombstones(): Promise<string[]> {
    const ids = this.all()
      .filter(({ meta }) => meta.state === "Tombstone")
      .map(({ meta }) => meta.id);
    if (ids.length > 0) await this.#keeper.save(Object.fromEntries(ids.map((id) => [keyOf(id), null])));
    for (const id of ids) this.#stores.delete(id);
    return ids;
  }

  async #change(store: StoreRecord, changes: Partial<StoreMeta>): Promise<void> {
    await this.#keep({ ...store, meta: { ...store.meta, ...changes } });
    Object.assign(store.meta, changes);
  }

  async #keep({ meta, leaderWeight, regionWeight }: StoreRecord): Promise<void> {
    this.#keptAtMs.set(meta.id, Date.now());
    await this.#keeper.save({ [keyOf(meta.id)]: { meta, leaderWeight, regionWeight } satisfies Kept });
  }
}

export const STORE_KEYS = "raft/s/";
const keyOf = (id: string): string => `${STORE_KEYS}${id.padStart(20, "0")}`;
