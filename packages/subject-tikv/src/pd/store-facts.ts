import type { Json } from "@eval/core";
import { listOf, numberOf, objectOf, textOf } from "./json-field.js";
import { bytesOf } from "./quantities.js";

/** What PD knows of one store. */
export type StoreFacts = {
  id: string;
  address: string;
  /** `Up`, `Disconnected`, `Down`, `Offline` or `Tombstone`. */
  stateName: string;
  version: string | null;
  capacityBytes: number | null;
  availableBytes: number | null;
  leaderCount: number;
  regionCount: number;
  leaderWeight: number | null;
  regionWeight: number | null;
  /** UTC, in ms since 1970; null when it never reported. */
  lastHeartbeatAt: number | null;
};

/** Stores of the answer to `GET /pd/api/v1/stores`, by id. PD leaves out those that are Tombstone. */
export function storesOf(answer: Json): StoreFacts[] {
  return listOf(objectOf(answer)["stores"])
    .map(storeOf)
    .toSorted((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

function storeOf(entry: Json): StoreFacts {
  const { store, status } = objectOf(entry);
  const meta = objectOf(store);
  const now = objectOf(status);
  return {
    id: textOf(meta["id"]) ?? "0",
    address: textOf(meta["address"]) ?? "",
    stateName: textOf(meta["state_name"]) ?? "unknown",
    version: textOf(meta["version"]),
    capacityBytes: bytesOf(now["capacity"]),
    availableBytes: bytesOf(now["available"]),
    leaderCount: numberOf(now["leader_count"]) ?? 0,
    regionCount: numberOf(now["region_count"]) ?? 0,
    leaderWeight: numberOf(now["leader_weight"]),
    regionWeight: numberOf(now["region_weight"]),
    lastHeartbeatAt: heartbeatAt(now["last_heartbeat_ts"], meta["last_heartbeat"]),
  };
}

/** From the text of a time, or from nanoseconds since 1970, which PD gives as 0 before the first. */
function heartbeatAt(text: Json | undefined, nanoseconds: Json | undefined): number | null {
  const ms = typeof text === "string" ? Date.parse(text) : NaN;
  if (ms > 0) return ms;
  const sinceEpoch = numberOf(nanoseconds);
  return sinceEpoch !== null && sinceEpoch > 0 ? sinceEpoch / 1e6 : null;
}
