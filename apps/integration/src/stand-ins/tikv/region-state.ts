import type { Membership } from "../raft/messages.js";
import type { Peer, Region } from "../rpc/messages.js";

/** A region's state machine at one index of its log: who replicates it, and its keys and values. */
export interface RegionState {
  index: number;
  term: number;
  region: Region;
  /** Keys as latin1, so that they sort as their bytes do. */
  pairs: Map<string, Buffer>;
}

export const keyText = (key: Buffer): string => key.toString("latin1");
export const keyBytes = (key: string): Buffer => Buffer.from(key, "latin1");

export const membershipOf = ({ peers }: Region): Membership => ({
  voters: peers.filter(({ role }) => role === "Voter").map(({ id }) => id),
  learners: peers.filter(({ role }) => role === "Learner").map(({ id }) => id),
});

/** As TiKV does, a region begins in the middle of a log that is not there: who joins later needs a snapshot. */
export const FIRST_INDEX = 5;

export const emptyState = (region: Region): RegionState => ({
  index: FIRST_INDEX,
  term: FIRST_INDEX,
  region,
  pairs: new Map(),
});

interface Encoded {
  index: number;
  term: number;
  region: Omit<Region, "start_key" | "end_key"> & { start_key: string; end_key: string };
  pairs: [string, string][];
}

export function encodeState({ index, term, region, pairs }: RegionState): Buffer {
  const encoded: Encoded = {
    index,
    term,
    region: { ...region, start_key: region.start_key.toString("hex"), end_key: region.end_key.toString("hex") },
    pairs: [...pairs].map(([key, value]) => [keyBytes(key).toString("base64"), value.toString("base64")]),
  };
  return Buffer.from(JSON.stringify(encoded));
}

export function decodeState(data: Buffer): RegionState {
  const { index, term, region, pairs } = JSON.parse(data.toString()) as Encoded;
  return {
    index,
    term,
    region: {
      ...region,
      start_key: Buffer.from(region.start_key, "hex"),
      end_key: Buffer.from(region.end_key, "hex"),
    },
    pairs: new Map(
      pairs.map(([key, value]) => [Buffer.from(key, "base64").toString("latin1"), Buffer.from(value, "base64")]),
    ),
  };
}

/** What is replicated: changes of keys, or of the region's replicas. */
export type Command =
  | { op: "put"; pairs: [key: string, value: string][] }
  | { op: "delete"; keys: string[] }
  | { op: "delete-range"; start: string; end: string };

export interface PeerChange {
  change: "add" | "add-learner" | "remove";
  peer: Peer;
}

export const encodeCommand = (command: Command | PeerChange): Buffer => Buffer.from(JSON.stringify(command));

/** Applies a command; keys are latin1, values base64. */
export function applyCommand(pairs: Map<string, Buffer>, command: Command): void {
  switch (command.op) {
    case "put":
      for (const [key, value] of command.pairs) pairs.set(key, Buffer.from(value, "base64"));
      break;
    case "delete":
      for (const key of command.keys) pairs.delete(key);
      break;
    case "delete-range":
      for (const key of pairs.keys()) {
        if (key >= command.start && (command.end === "" || key < command.end)) pairs.delete(key);
      }
  }
}

/** The region with one replica more, promoted or less; its configuration has a new version. */
export function changePeer(region: Region, { change, peer }: PeerChange): Region {
  const others = region.peers.filter(({ id }) => id !== peer.id);
  const changed: Peer = { ...peer, role: change === "add" ? "Voter" : "Learner" };
  return {
    ...region,
    peers: change === "remove" ? others : [...others, changed],
    region_epoch: { ...region.region_epoch, conf_ver: String(Number(region.region_epoch.conf_ver) + 1) },
  };
}
