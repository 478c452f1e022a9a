import type { Json, JsonObject } from "@eval/core";
import { listOf, objectOf, textOf } from "./json-field.js";

export type MemberFacts = { name: string; memberId: string; clientUrls: string[]; peerUrls: string[] };

/** Of the answer to `GET /pd/api/v1/members`. */
export function membersOf(answer: Json): { members: MemberFacts[]; leader: string | null } {
  const { members, leader } = objectOf(answer);
  return {
    members: listOf(members)
      .map(memberOf)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    leader: textOf(objectOf(leader)["name"]) || null,
  };
}

function memberOf(entry: Json): MemberFacts {
  const member = objectOf(entry);
  const urls = (list: Json | undefined) => listOf(list).flatMap((url) => textOf(url) ?? []);
  return {
    name: textOf(member["name"]) ?? "",
    memberId: textOf(member["member_id"]) ?? "",
    clientUrls: urls(member["client_urls"]),
    peerUrls: urls(member["peer_urls"]),
  };
}

/** Of the answer to `GET /pd/api/v1/health`: which members answer the one that was asked. */
export function healthOf(answer: Json): ReadonlyMap<string, boolean> {
  return new Map(
    listOf(answer).map((entry) => {
      const { name, health } = objectOf(entry);
      return [textOf(name) ?? "", health === true];
    }),
  );
}

/** Of the answer to `GET /pd/api/v1/schedulers`, sorted. */
export function schedulersOf(answer: Json): string[] {
  return listOf(answer)
    .flatMap((name) => textOf(name) ?? [])
    .toSorted();
}

/** The parts of `GET /pd/api/v1/config` that decide about replicas and leaders. */
export function schedulingOf(answer: Json): { schedule: JsonObject; replication: JsonObject } {
  const { schedule, replication } = objectOf(answer);
  return { schedule: objectOf(schedule), replication: objectOf(replication) };
}

/** Limits of single stores, by id, of the schedule configuration: how many peers a minute may be added and removed. */
export function storeLimitsOf(schedule: JsonObject): { storeId: string; addPeer: Json; removePeer: Json }[] {
  return Object.entries(objectOf(schedule["store-limit"])).map(([storeId, limit]) => ({
    storeId,
    addPeer: objectOf(limit)["add-peer"] ?? null,
    removePeer: objectOf(limit)["remove-peer"] ?? null,
  }));
}
