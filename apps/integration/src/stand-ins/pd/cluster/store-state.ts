import type { StoreMeta, StoreStats } from "../../rpc/messages.js";

/** What PD knows of a store. */
export interface StoreRecord {
  meta: StoreMeta;
  /** Absent until the first heartbeat. */
  stats: StoreStats | undefined;
  /** Wall clock, ms; 0 before the first heartbeat. */
  heartbeatAtMs: number;
  leaderWeight: number;
  regionWeight: number;
}

export type StateName = "Up" | "Disconnected" | "Down" | "Offline" | "Tombstone";

export interface StateLimits {
  nowMs: number;
  /** Without a heartbeat for longer: Disconnected. */
  disconnectMs: number;
  /** `schedule.max-store-down-time`; without a heartbeat for longer: Down. */
  downMs: number;
}

/** The name PD gives a store's state: silence only counts while its metadata says Up. */
export function stateName(store: StoreRecord, limits: StateLimits): StateName {
  if (store.meta.state !== "Up") return store.meta.state;
  const silentMs = limits.nowMs - store.heartbeatAtMs;
  if (silentMs > limits.downMs) return "Down";
  return silentMs > limits.disconnectMs ? "Disconnected" : "Up";
}

/** Why a store may not be taken offline: too few would be left. */
export class StoresNotEnough extends Error {
  override readonly name = "StoresNotEnough";
}

/** Throws StoresNotEnough when fewer stores than replicas would stay up. */
export function checkRemovable(
  stores: Iterable<StoreRecord>,
  { id, maxReplicas }: { id: string; maxReplicas: number },
): void {
  const left = [...stores].filter(({ meta }) => meta.id !== id && meta.state === "Up").length;
  if (left < maxReplicas) {
    throw new StoresNotEnough(
      `[PD:cluster:ErrStoresNotEnough]can not remove store ${id} since the number of up stores would be ${left} while need ${maxReplicas}`,
    );
  }
}

/** The store that already answers at this address, unless it is gone for good. */
export function addressHolder(stores: Iterable<StoreRecord>, store: StoreMeta): StoreRecord | undefined {
  return [...stores].find(
    ({ meta }) =>
      meta.id !== store.id &&
      meta.address === store.address &&
      meta.state !== "Tombstone" &&
      !meta.physically_destroyed,
  );
}

/** A store's metadata as Go prints the message in an error. */
export function goText(meta: StoreMeta): string {
  const fields: [string, string | boolean][] = [
    ["id", meta.id],
    ["address", JSON.stringify(meta.address)],
    ...(meta.state === "Up" ? [] : [["state", meta.state] as [string, string]]),
    ["version", JSON.stringify(meta.version)],
    ["peer_address", JSON.stringify(meta.peer_address)],
    ["status_address", JSON.stringify(meta.status_address)],
    ["git_hash", JSON.stringify(meta.git_hash)],
    ["start_timestamp", meta.start_timestamp],
    ["deploy_path", JSON.stringify(meta.deploy_path)],
  ];
  return fields
    .filter(([, text]) => text !== '""' && text !== "0")
    .map(([name, text]) => `${name}:${text}`)
    .join(" ");
}
