import type { Peer } from "../../rpc/messages.js";
import type { RegionRecord } from "./region-index.js";
import type { StateName } from "./store-state.js";

/** One change of one region, the next that brings it nearer to what is wanted. */
export type Step =
  | { kind: "add-learner"; storeId: string }
  | { kind: "promote"; peer: Peer }
  | { kind: "remove"; peer: Peer }
  | { kind: "transfer-leader"; peer: Peer };

/** What a decision may know of a store. */
export interface StoreView {
  id: string;
  state: StateName;
  /** Taken for gone for good by `?force`. */
  destroyed: boolean;
  regionCount: number;
  leaderCount: number;
  /** Too full to take another replica. */
  lowSpace: boolean;
  /** An evict-leader scheduler keeps leaders away. */
  evicted: boolean;
}

export interface ReplicaRules {
  maxReplicas: number;
  makeUp: boolean;
  removeExtra: boolean;
  removeDown: boolean;
  replaceOffline: boolean;
}

/**
 * What PD's replica checker would do next for this region, if anything: promote a learner that has caught up, remove a
 * replica too many, add one that is missing, replace one whose store is Down, Offline or gone.
 */
export function nextReplicaStep(
  record: RegionRecord,
  stores: ReadonlyMap<string, StoreView>,
  rules: ReplicaRules,
): Step | undefined {
  const { peers } = record.region;
  const isPending = (peer: Peer) => record.pendingPeers.some(({ id }) => id === peer.id);
  const isDown = (peer: Peer) => record.downPeers.some((down) => down.peer.id === peer.id);
  const stateOf = (peer: Peer) => stores.get(peer.store_id)?.state ?? "Tombstone";
  const isLost = (peer: Peer) => stateOf(peer) === "Down" || (isGone(peer) && stateOf(peer) !== "Up");
  const isGone = (peer: Peer) => stateOf(peer) === "Offline" || stateOf(peer) === "Tombstone";

  const voters = peers.filter(({ role }) => role === "Voter");
  const learners = peers.filter(({ role }) => role === "Learner");
  const ready = learners.find((peer) => !isPending(peer) && !isDown(peer) && stateOf(peer) === "Up");
  if (ready) return { kind: "promote", peer: ready };

  const failed = voters.filter(
    (peer) => (rules.removeDown && stateOf(peer) === "Down") || (rules.replaceOffline && isGone(peer)),
  );
  if (voters.length > rules.maxReplicas && (rules.removeExtra || failed.length > 0)) {
    const spare = failed[0] ?? voters.find(isDown) ?? mostLoaded(voters, record, stores);
    return spare && removal(spare, record, stores);
  }
  const lostLearner = learners.find(isLost);
  if (lostLearner) return { kind: "remove", peer: lostLearner };
  if (learners.length > 0) return undefined;
  const wanted = (voters.length < rules.maxReplicas && rules.makeUp) || failed.length > 0;
  const target = wanted ? leastLoaded(peers, stores) : undefined;
  return target && { kind: "add-learner", storeId: target.id };
}

/** A leader hands over before its replica is removed. */
function removal(peer: Peer, record: RegionRecord, stores: ReadonlyMap<string, StoreView>): Step | undefined {
  if (record.leader?.id !== peer.id) return { kind: "remove", peer };
  const heir = heirOf(record, stores);
  return heir && { kind: "transfer-leader", peer: heir };
}

/** Who may take over: a voter that has caught up, on the store with the fewest leaders that is up and not evicted. */
export function heirOf(record: RegionRecord, stores: ReadonlyMap<string, StoreView>): Peer | undefined {
  const unfit = new Set([
    ...record.pendingPeers.map(({ id }) => id),
    ...record.downPeers.map(({ peer }) => peer.id),
    record.leader?.id,
  ]);
  return record.region.peers
    .filter((peer) => peer.role === "Voter" && !unfit.has(peer.id))
    .map((peer) => ({ peer, store: stores.get(peer.store_id) }))
    .filter(({ store }) => store?.state === "Up" && !store.evicted)
    .sort((a, b) => (a.store?.leaderCount ?? 0) - (b.store?.leaderCount ?? 0))[0]?.peer;
}

const leastLoaded = (peers: readonly Peer[], stores: ReadonlyMap<string, StoreView>): StoreView | undefined =>
  [...stores.values()]
    .filter(({ id, state, lowSpace }) => state === "Up" && !lowSpace && !peers.some((peer) => peer.store_id === id))
    .sort((a, b) => a.regionCount - b.regionCount)[0];

const mostLoaded = (
  voters: readonly Peer[],
  record: RegionRecord,
  stores: ReadonlyMap<string, StoreView>,
): Peer | undefined =>
  voters
    .filter(({ id }) => id !== record.leader?.id)
    .sort((a, b) => (stores.get(b.store_id)?.regionCount ?? 0) - (stores.get(a.store_id)?.regionCount ?? 0))[0];
