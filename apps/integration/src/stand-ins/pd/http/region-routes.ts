import type { Peer } from "../../rpc/messages.js";
import type { Cluster } from "../cluster/cluster.js";
import type { RegionRecord } from "../cluster/region-index.js";
import type { Leading } from "../pd-node.js";
import { json, type Answer, type Request, type Route } from "./router.js";

type Handle = (request: Request, leading: Leading) => Answer | Promise<Answer>;

/** Routes below `/pd/api/v1` about regions. */
export function regionRoutes(led: (handle: Handle) => Route["handle"]): Route[] {
  return [
    { method: "GET", path: "/regions", handle: led((_request, { cluster }) => listed(cluster.regions.all())) },
    { method: "GET", path: "/regions/check/{what}", handle: led(check) },
    {
      method: "GET",
      path: "/regions/store/{id}",
      handle: led(({ params }, { cluster }) => listed(cluster.regions.onStore(params.id ?? ""))),
    },
    { method: "GET", path: "/region/id/{id}", handle: led(byId) },
    { method: "GET", path: "/stats/region", handle: led((_request, { cluster }) => json(statistics(cluster))) },
  ];
}

const listed = (records: readonly RegionRecord[]): Answer =>
  json({ count: records.length, regions: records.map(regionJson) });

/** PD answers null for a region that it does not know. */
const byId: Handle = ({ params }, { cluster }) => {
  if (!/^\d+$/.test(params.id ?? "")) return json(`strconv.ParseUint: parsing "${params.id}": invalid syntax`, 400);
  const record = cluster.regions.get(params.id ?? "");
  return json(record ? regionJson(record) : null);
};

const check: Handle = ({ params }, { cluster }) => {
  const wanted = cluster.config.number("replication", "max-replicas");
  const voters = ({ region }: RegionRecord) => region.peers.filter(({ role }) => role === "Voter").length;
  const checks: Record<string, (record: RegionRecord) => boolean> = {
    "miss-peer": (record) => voters(record) < wanted,
    "extra-peer": ({ region }) => region.peers.length > wanted,
    "pending-peer": ({ pendingPeers }) => pendingPeers.length > 0,
    "down-peer": ({ downPeers }) => downPeers.length > 0,
    "learner-peer": ({ region }) => region.peers.some(({ role }) => role === "Learner"),
    "offline-peer": ({ region }) =>
      region.peers.some((peer) => cluster.stores.get(peer.store_id)?.meta.state === "Offline"),
    "empty-region": ({ approximateKeys }) => approximateKeys === 0,
    "oversized-region": () => false,
    "undersized-region": () => false,
  };
  const isSo = checks[params.what ?? ""];
  return isSo ? listed(cluster.regions.all().filter(isSo)) : json("404 page not found", 404);
};

const ROLES = { Voter: 0, Learner: 1, IncomingVoter: 2, DemotingVoter: 3 } as const;

const peerJson = (peer: Peer): object => ({
  id: BigInt(peer.id),
  store_id: BigInt(peer.store_id),
  role: ROLES[peer.role] === 0 ? undefined : ROLES[peer.role],
  role_name: peer.role,
  is_learner: peer.role === "Learner" ? true : undefined,
});

/** A region as PD writes it: keys in hexadecimal, absent lists left out, a leader that is not known empty. */
function regionJson(record: RegionRecord): object {
  const { region, leader, downPeers, pendingPeers } = record;
  return {
    id: BigInt(region.id),
    start_key: region.start_key.toString("hex").toUpperCase(),
    end_key: region.end_key.toString("hex").toUpperCase(),
    epoch: { conf_ver: BigInt(region.region_epoch.conf_ver), version: BigInt(region.region_epoch.version) },
    peers: region.peers.map(peerJson),
    leader: leader ? peerJson(leader) : { role_name: "Voter" },
    down_peers:
      downPeers.length > 0
        ? downPeers.map(({ peer, down_seconds }) => ({ down_seconds: Number(down_seconds), peer: peerJson(peer) }))
        : undefined,
    pending_peers: pendingPeers.length > 0 ? pendingPeers.map(peerJson) : undefined,
    cpu_usage: 0,
    written_bytes: 0,
    read_bytes: 0,
    written_keys: 0,
    read_keys: 0,
    approximate_size: record.approximateSize,
    approximate_keys: record.approximateKeys,
  };
}

function statistics(cluster: Cluster): object {
  const regions = cluster.regions.all();
  const byStore = (count: (storeId: string) => number) =>
    Object.fromEntries(
      cluster.stores
        .all()
        .map(({ meta }) => [meta.id, count(meta.id)] as const)
        .filter(([, number]) => number > 0),
    );
  const led = (storeId: string) => regions.filter(({ leader }) => leader?.store_id === storeId);
  const sum = (records: readonly RegionRecord[], of: "approximateSize" | "approximateKeys") =>
    records.reduce((total, record) => total + record[of], 0);
  return {
    count: regions.length,
    empty_count: regions.filter(({ approximateKeys }) => approximateKeys === 0).length,
    storage_size: sum(regions, "approximateSize"),
    storage_keys: sum(regions, "approximateKeys"),
    store_leader_count: byStore((id) => led(id).length),
    store_peer_count: byStore((id) => cluster.regions.onStore(id).length),
    store_leader_size: byStore((id) => sum(led(id), "approximateSize")),
    store_leader_keys: byStore((id) => sum(led(id), "approximateKeys")),
    store_peer_size: byStore((id) => sum(cluster.regions.onStore(id), "approximateSize")),
    store_peer_keys: byStore((id) => sum(cluster.regions.onStore(id), "approximateKeys")),
  };
}
