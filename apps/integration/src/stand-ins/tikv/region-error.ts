import type { Peer, Region } from "../rpc/messages.js";

/** Why a request for a region is refused, as `errorpb.Error` has it. */
export type RegionFault = { message: string } & Partial<{
  not_leader: { region_id: string; leader?: Peer };
  region_not_found: { region_id: string };
  key_not_in_region: { key: Buffer; region_id: string; start_key: Buffer; end_key: Buffer };
  epoch_not_match: { current_regions: Region[] };
  server_is_busy: { reason: string };
  stale_command: object;
  store_not_match: { request_store_id: string; actual_store_id: string };
  disk_full: { store_id: string[]; reason: string };
  mismatch_peer_id: { request_peer_id: string; store_peer_id: string };
}>;

export class RegionRefusal extends Error {
  override readonly name = "RegionRefusal";
  constructor(readonly fault: RegionFault) {
    super(fault.message);
  }
}

export const notLeader = (region: Region, leader: Peer | undefined): RegionRefusal =>
  new RegionRefusal({
    message: `peer is not leader for region ${region.id}, leader may ${leader ? `Some(id: ${leader.id} store_id: ${leader.store_id})` : "None"}`,
    not_leader: { region_id: region.id, ...(leader ? { leader } : {}) },
  });

export const staleCommand = (): RegionRefusal => new RegionRefusal({ message: "stale command", stale_command: {} });

export const regionNotFound = (id: string): RegionRefusal =>
  new RegionRefusal({ message: `region ${id} not found`, region_not_found: { region_id: id } });

export const serverIsBusy = (reason: string): RegionRefusal =>
  new RegionRefusal({ message: "server is busy", server_is_busy: { reason } });

export const diskFull = (storeId: string): RegionRefusal =>
  new RegionRefusal({
    message: `failed to propose, store ${storeId} is almost full`,
    disk_full: { store_id: [storeId], reason: "propose failed: disk is almost full" },
  });

/** What a request says about where it believes to be. */
export interface RequestContext {
  region_id: string;
  region_epoch: { conf_ver: string; version: string } | null;
  peer: Peer | null;
}

export interface Addressed {
  storeId: string;
  region: Region;
  peer: Peer;
  leader: Peer | undefined;
  isLeader: boolean;
}

/** The refusal of a request that does not belong to this replica, in the order in which TiKV looks. */
export function misaddressed(
  context: RequestContext,
  keys: readonly Buffer[],
  here: Addressed,
): RegionRefusal | undefined {
  const { region, peer, isLeader, leader } = here;
  if (!isLeader) return notLeader(region, leader);
  if (context.peer && context.peer.id !== peer.id) {
    return new RegionRefusal({
      message: `mismatch peer id ${context.peer.id} != ${peer.id}`,
      mismatch_peer_id: { request_peer_id: context.peer.id, store_peer_id: peer.id },
    });
  }
  // Of the epoch, reads and writes look at the version alone: replicas may change under them.
  if (context.region_epoch && context.region_epoch.version !== region.region_epoch.version) {
    return new RegionRefusal({
      message: `epoch not match current epoch of region ${region.id}`,
      epoch_not_match: { current_regions: [region] },
    });
  }
  const outside = keys.find(
    (key) =>
      Buffer.compare(key, region.start_key) < 0 ||
      (region.end_key.length > 0 && Buffer.compare(key, region.end_key) >= 0),
  );
  if (!outside) return undefined;
  return new RegionRefusal({
    message: `key ${outside.toString("hex")} is not in region ${region.id}`,
    key_not_in_region: {
      key: outside,
      region_id: region.id,
      start_key: region.start_key,
      end_key: region.end_key,
    },
  });
}

export const wrongStore = (asked: string, actual: string): RegionRefusal =>
  new RegionRefusal({
    message: `store not match, request store id is ${asked}, but actual store id is ${actual}`,
    store_not_match: { request_store_id: asked, actual_store_id: actual },
  });
