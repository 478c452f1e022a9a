import type { JsonObject } from "@eval/core";
import type { MemberFacts } from "./cluster-facts.js";
import type { RegionCheck, RegionLack } from "./region-facts.js";
import type { StoreFacts } from "./store-facts.js";

/** What PD says of the cluster, in one look. What it did not answer is null. */
export type PdView = {
  /** Expected members by name: whether each answers requests of its own. */
  answering: Readonly<Record<string, boolean>>;
  /** PD's own word for whether a member is well, by name. */
  health: Readonly<Record<string, boolean>> | null;
  members: readonly MemberFacts[] | null;
  leader: string | null;
  stores: readonly StoreFacts[] | null;
  /** When PD said so, in ms since 1970 by its own clock. */
  at: number | null;
  regions: Readonly<Record<RegionCheck, RegionLack>> | null;
  regionCount: number | null;
  schedulers: readonly string[] | null;
  config: { schedule: JsonObject; replication: JsonObject } | null;
};
