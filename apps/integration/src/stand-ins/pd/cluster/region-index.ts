import type { Peer, PeerStats, Region, RegionHeartbeat } from "../../rpc/messages.js";

/** A region as its leader last reported it; `leader` is absent until one has. */
export interface RegionRecord {
  region: Region;
  leader: Peer | undefined;
  downPeers: readonly PeerStats[];
  pendingPeers: readonly Peer[];
  term: number;
  /** MiB, at least 1, as PD counts. */
  approximateSize: number;
  approximateKeys: number;
}

/** Which regions there are, by id and by key. */
export class RegionIndex {
  readonly #byId = new Map<string, RegionRecord>();

  get(id: string): RegionRecord | undefined {
    return this.#byId.get(id);
  }

  /** In the order of their keys. */
  all(): RegionRecord[] {
    return [...this.#byId.values()].sort((a, b) => Buffer.compare(a.region.start_key, b.region.start_key));
  }

  find(key: Buffer): RegionRecord | undefined {
    return this.all().find(({ region }) => contains(region, key));
  }

  restore(region: Region): void {
    this.#byId.set(region.id, {
      region,
      leader: undefined,
      downPeers: [],
      pendingPeers: [],
      term: 0,
      approximateSize: 1,
      approximateKeys: 0,
    });
  }

  /**
   * Takes a leader's report, unless it speaks of an older configuration or term than the one that is known.
   * Says whether anything that is kept on disk changed.
   */
  report(heartbeat: RegionHeartbeat): "stale" | "known" | "changed" {
    const { region } = heartbeat;
    const before = this.#byId.get(region.id);
    const term = Number(heartbeat.term);
    if (before && isStale({ region, term }, before)) return "stale";
    this.#byId.set(region.id, {
      region,
      leader: heartbeat.leader,
      downPeers: heartbeat.down_peers,
      pendingPeers: heartbeat.pending_peers,
      term,
      approximateSize: Math.max(1, Math.round(Number(heartbeat.approximate_size) / 2 ** 20)),
      approximateKeys: Number(heartbeat.approximate_keys),
    });
    return before && sameConfiguration(before.region, region) ? "known" : "changed";
  }

  onStore(storeId: string): RegionRecord[] {
    return this.all().filter(({ region }) => region.peers.some((peer) => peer.store_id === storeId));
  }
}

function isStale(reported: { region: Region; term: number }, before: RegionRecord): boolean {
  const confVer = Number(reported.region.region_epoch.conf_ver);
  const known = Number(before.region.region_epoch.conf_ver);
  return confVer < known || (confVer === known && reported.term < before.term);
}

const sameConfiguration = (a: Region, b: Region): boolean =>
  a.region_epoch.conf_ver === b.region_epoch.conf_ver && a.region_epoch.version === b.region_epoch.version;

/** Whether the key lies in [start, end), where an empty end is the end of the key space. */
export const contains = (region: Pick<Region, "start_key" | "end_key">, key: Buffer): boolean =>
  Buffer.compare(region.start_key, key) <= 0 &&
  (region.end_key.length === 0 || Buffer.compare(key, region.end_key) < 0);
