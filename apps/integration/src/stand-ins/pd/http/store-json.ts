import { formatDuration, formatSize } from "../../config/units.js";
import type { Cluster } from "../cluster/cluster.js";
import type { RegionRecord } from "../cluster/region-index.js";
import type { StoreRecord } from "../cluster/store-state.js";

const STATES = { Up: 0, Offline: 1, Tombstone: 2 } as const;
const NODE_STATES = { Preparing: 0, Serving: 1, Removing: 2, Removed: 3 } as const;
const NS_PER_MS = 1_000_000n;

/** Go leaves out what has its zero value. */
const unlessZero = <Value>(value: Value): Value | undefined =>
  value === 0 || value === "" || value === false ? undefined : value;

/** One element of `/stores`, as PD writes it. */
export function storeJson(store: StoreRecord, cluster: Cluster): object {
  const { meta, stats } = store;
  const regions = cluster.regions.onStore(meta.id);
  return {
    store: {
      id: BigInt(meta.id),
      address: meta.address,
      state: unlessZero(STATES[meta.state]),
      labels: meta.labels.length > 0 ? meta.labels : undefined,
      version: meta.version,
      peer_address: unlessZero(meta.peer_address),
      status_address: unlessZero(meta.status_address),
      git_hash: unlessZero(meta.git_hash),
      start_timestamp: Number(meta.start_timestamp),
      deploy_path: unlessZero(meta.deploy_path),
      last_heartbeat: BigInt(store.heartbeatAtMs) * NS_PER_MS,
      physically_destroyed: unlessZero(meta.physically_destroyed),
      node_state: unlessZero(NODE_STATES[meta.node_state]),
      state_name: cluster.stateOf(store),
    },
    status: {
      capacity: formatSize(Number(stats?.capacity ?? 0)),
      available: formatSize(Number(stats?.available ?? 0)),
      used_size: formatSize(Number(stats?.used_size ?? 0)),
      ...counts(store, regions),
      slow_score: unlessZero(Number(stats?.slow_score ?? 0)),
      sending_snap_count: unlessZero(stats?.sending_snap_count ?? 0),
      receiving_snap_count: unlessZero(stats?.receiving_snap_count ?? 0),
      is_busy: unlessZero(stats?.is_busy ?? false),
      ...times(store),
    },
  };
}

function counts(store: StoreRecord, regions: readonly RegionRecord[]): object {
  const { id } = store.meta;
  const led = regions.filter(({ leader }) => leader?.store_id === id);
  const size = (records: readonly RegionRecord[]) => records.reduce((sum, record) => sum + record.approximateSize, 0);
  const isLearner = ({ region }: RegionRecord) =>
    region.peers.some((peer) => peer.store_id === id && peer.role === "Learner");
  const isPending = ({ pendingPeers }: RegionRecord) => pendingPeers.some((peer) => peer.store_id === id);
  return {
    leader_count: led.length,
    leader_weight: store.leaderWeight,
    leader_score: led.length / store.leaderWeight,
    leader_size: size(led),
    region_count: regions.length,
    region_weight: store.regionWeight,
    region_score: size(regions) / store.regionWeight,
    region_size: size(regions),
    learner_count: unlessZero(regions.filter(isLearner).length),
    pending_peer_count: unlessZero(regions.filter(isPending).length),
  };
}

function times({ stats, heartbeatAtMs }: StoreRecord): object {
  if (!stats) return {};
  const startMs = stats.start_time * 1_000;
  const upMs = Math.max(0, heartbeatAtMs - startMs);
  return {
    start_ts: new Date(startMs).toISOString().replace(".000Z", "Z"),
    last_heartbeat_ts: new Date(heartbeatAtMs).toISOString().replace("Z", "000000Z"),
    uptime: upMs > 0 ? formatDuration(upMs) : undefined,
  };
}
