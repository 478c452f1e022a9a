import type { Problem } from "@eval/core";
import { storeLimitsOf } from "./pd/cluster-facts.js";
import type { PdView } from "./pd/pd-view.js";
import type { RegionCheck } from "./pd/region-facts.js";
import type { StoreFacts } from "./pd/store-facts.js";
import { problem } from "./problem.js";
import { storeHeartbeatMs } from "./tikv-config.js";
import { storeAddress, type Topology } from "./topology.js";

export const storeLimits = {
  /** Without a heartbeat; PD's clock is read in whole seconds. */
  silentMs: 4 * storeHeartbeatMs + 1000,
  /** Of a store's capacity. PD itself calls 80 % low on space. */
  usedShare: 0.7,
} as const;

/** What is wrong with stores, as PD sees them. Pure. */
export function storeProblems(topology: Topology, { stores, at, config }: PdView): Problem[] {
  if (stores === null) return [];
  const current = new Map(topology.stores.map((name) => [name, currentStore(name, stores)]));
  const limits = storeLimitsOf(config?.schedule ?? {});
  return [
    ...[...current].flatMap(([name, store]) =>
      store === undefined
        ? [problem("store_missing", name, "critical", `PD has no store at ${storeAddress(name)}`)]
        : stateProblems(name, { store, at }),
    ),
    ...limits
      .filter(({ addPeer, removePeer }) => addPeer === 0 || removePeer === 0)
      .flatMap(({ storeId }) => {
        const name = [...current].find(([, store]) => store?.id === storeId)?.[0];
        const words = `the limit of peers that ${name} may be given or relieved of is 0`;
        return name === undefined ? [] : [problem("store_limit", name, "warning", words)];
      }),
    ...stores.filter((store) => ![...current.values()].includes(store)).map((store) => extraProblem(topology, store)),
  ];
}

/** Of the stores that PD knows at a node's address, the one that is in use: the latest that is Up, or the latest. */
export function currentStore(name: string, stores: readonly StoreFacts[]): StoreFacts | undefined {
  const here = stores.filter(({ address }) => address === storeAddress(name));
  return here.findLast(({ stateName }) => stateName === "Up") ?? here.at(-1);
}

/** The node of a store, whether in use or not; null when it is at nobody's address. */
export function nodeOfStore(topology: Topology, stores: readonly StoreFacts[], storeId: string): string | null {
  const address = stores.find(({ id }) => id === storeId)?.address;
  return topology.stores.find((name) => storeAddress(name) === address) ?? null;
}

function stateProblems(name: string, { store, at }: { store: StoreFacts; at: number | null }): Problem[] {
  if (store.stateName !== "Up") {
    return [problem("store_state", name, "critical", `store ${store.id} on ${name} is ${store.stateName}`)];
  }
  const { capacityBytes, availableBytes, lastHeartbeatAt } = store;
  const silentMs = at !== null && lastHeartbeatAt !== null ? at - lastHeartbeatAt : 0;
  const used = capacityBytes && availableBytes !== null ? 1 - availableBytes / capacityBytes : 0;
  return [
    ...(silentMs > storeLimits.silentMs
      ? [problem("store_silent", name, "critical", `PD has not heard of ${name} for ${Math.round(silentMs / 1000)} s`)]
      : []),
    ...(used > storeLimits.usedShare
      ? [problem("store_disk_low", name, "warning", `${Math.round(used * 100)} % of the disk of ${name} is in use`)]
      : []),
    ...(store.leaderWeight === 0 || store.regionWeight === 0
      ? [problem("store_weight", name, "warning", `${name} has a weight of 0: it is given no leaders or no regions`)]
      : []),
  ];
}

function extraProblem(topology: Topology, store: StoreFacts): Problem {
  const target = topology.stores.find((name) => storeAddress(name) === store.address) ?? null;
  const message = `store ${store.id} at ${store.address} is ${store.stateName}, and not one of those in use`;
  return { key: `store_extra:${store.id}`, target, severity: "warning", message };
}

const lacks: Readonly<Record<RegionCheck, string>> = {
  "miss-peer": "lack a replica",
  "pending-peer": "have a replica that is behind",
  "down-peer": "have a replica that does not answer",
};

/** What is wrong with the replicas of regions; of the node that holds them where that can be told. Pure. */
export function regionProblems(topology: Topology, { regions, stores }: PdView): Problem[] {
  if (regions === null) return [];
  return (Object.keys(lacks) as RegionCheck[]).flatMap((check) => {
    const { count, storeIds } = regions[check];
    if (count === 0) return [];
    const named = storeIds.map((id) => nodeOfStore(topology, stores ?? [], id)).filter((name) => name !== null);
    const invariant = `regions_${check.replace("-", "_")}`;
    const targets = named.length > 0 ? [...new Set(named)].toSorted() : [null];
    return targets.map((target) => {
      const where = target === null ? "" : ` on ${target}`;
      return problem(invariant, target, "warning", `${count} regions ${lacks[check]}${where}`);
    });
  });
}
