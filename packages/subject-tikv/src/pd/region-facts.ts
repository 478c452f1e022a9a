import type { Json } from "@eval/core";
import { listOf, numberOf, objectOf, textOf } from "./json-field.js";

/** Regions that lack something, and the stores that ought to have it. */
export type RegionLack = {
  count: number;
  /** Ids of the stores whose peers are in question; empty for `miss-peer`, where there is none. */
  storeIds: string[];
};

/** What PD can be asked of regions' peers, and the list of the answer that names them. */
export const regionChecks = {
  "miss-peer": null,
  "pending-peer": "pending_peers",
  "down-peer": "down_peers",
} as const;

export type RegionCheck = keyof typeof regionChecks;

/** Of the answer to `GET /pd/api/v1/regions/check/{check}`. */
export function regionLackOf(check: RegionCheck, answer: Json): RegionLack {
  const { count, regions } = objectOf(answer);
  const list = regionChecks[check];
  const ids = listOf(regions).flatMap((region) =>
    list === null ? [] : listOf(objectOf(region)[list]).map((entry) => storeIdOf(objectOf(entry))),
  );
  return {
    count: numberOf(count) ?? listOf(regions).length,
    storeIds: [...new Set(ids.filter((id) => id !== null))].toSorted(),
  };
}

/** A pending peer is a peer; a down one has it inside. */
function storeIdOf(entry: ReturnType<typeof objectOf>): string | null {
  return textOf(objectOf(entry["peer"])["store_id"]) ?? textOf(entry["store_id"]);
}
