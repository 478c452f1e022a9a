import type { Context, Json } from "@eval/core";
import { healthOf, membersOf, schedulersOf, schedulingOf } from "./cluster-facts.js";
import { numberOf, objectOf } from "./json-field.js";
import { askJson } from "./pd-http.js";
import type { PdView } from "./pd-view.js";
import { regionChecks, regionLackOf, type RegionCheck, type RegionLack } from "./region-facts.js";
import { storesOf } from "./store-facts.js";

const api = "/pd/api/v1";

export interface PdLook {
  /** Expected members by name, and where each is reached now; undefined for one that cannot be. */
  addresses: Readonly<Record<string, string | undefined>>;
  /** For the questions to the leader, in ms; each member has twice as long for its own, which overlaps. */
  timeoutMs: number;
}

/**
 * Asks all members who is a member, which all of them must know, and then the leader for the rest. Rejects for
 * nothing but an abort: whatever was not answered in time is null.
 */
export async function lookAtPd({ addresses, timeoutMs }: PdLook, context: Context): Promise<PdView> {
  const answering: Record<string, boolean> = {};
  const asked = Object.entries(addresses).map(async ([name, address]) => {
    answering[name] = false;
    if (address === undefined) throw new Error(`${name} cannot be reached`);
    const { value } = await askJson(address, { path: `${api}/members`, timeoutMs: 2 * timeoutMs }, context);
    answering[name] = true;
    return { ...membersOf(value), address };
  });
  const settled = Promise.allSettled(asked);
  const first = await Promise.any(asked).catch(() => undefined);
  context.signal.throwIfAborted();
  // The configuration is answered by whoever is asked, from what it has heard; the leader decides by it.
  const leaderAddress = first?.leader == null ? undefined : addresses[first.leader];
  const rest = first && (await askRest(leaderAddress ?? first.address, timeoutMs, context));
  await settled;
  return {
    answering,
    members: first?.members ?? null,
    leader: first?.leader ?? null,
    ...(rest ?? nothing),
  };
}

type Rest = Omit<PdView, "answering" | "members" | "leader">;

const nothing: Rest = {
  health: null,
  stores: null,
  at: null,
  regions: null,
  regionCount: null,
  schedulers: null,
  config: null,
};

async function askRest(address: string, timeoutMs: number, context: Context): Promise<Rest> {
  const ask = async (path: string) =>
    await askJson(address, { path: `${api}${path}`, timeoutMs }, context).catch((error: unknown) => {
      context.signal.throwIfAborted();
      context.log.debug("PD did not answer", { path, message: String(error) });
      return null;
    });
  const checks = Object.keys(regionChecks) as RegionCheck[];
  const [health, stores, schedulers, config, statistics, ...regions] = await Promise.all([
    ask("/health"),
    ask("/stores"),
    ask("/schedulers"),
    ask("/config"),
    ask("/stats/region"),
    ...checks.map((check) => ask(`/regions/check/${check}`)),
  ]);
  return {
    health: health && Object.fromEntries(healthOf(health.value)),
    stores: stores && storesOf(stores.value),
    at: stores?.at ?? null,
    regions: lacks(
      checks,
      regions.map((answer) => answer?.value),
    ),
    regionCount: statistics && numberOf(objectOf(statistics.value)["count"]),
    schedulers: schedulers && schedulersOf(schedulers.value),
    config: config && schedulingOf(config.value),
  };
}

function lacks(
  checks: readonly RegionCheck[],
  answers: readonly (Json | undefined)[],
): Record<RegionCheck, RegionLack> | null {
  const known = checks.map((check, index) => {
    const answer = answers[index];
    return answer === undefined ? null : ([check, regionLackOf(check, answer)] as const);
  });
  const all = known.filter((entry) => entry !== null);
  return all.length === checks.length ? (Object.fromEntries(all) as Record<RegionCheck, RegionLack>) : null;
}
