import { until, type Context } from "@eval/core";
import { storesOf, type StoreFacts } from "../pd/store-facts.js";
import { currentStore, storeLimits } from "../store-problems.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { putInPlace } from "./container-fault.js";

/** The store in use at a node's address, as PD knows it. */
export async function storeOf(cluster: TikvCluster, node: string, context: Context): Promise<StoreFacts | undefined> {
  return currentStore(node, storesOf(await cluster.pd({ path: "/pd/api/v1/stores" }, context)));
}

/** The same; rejects when PD has none. */
export async function knownStore(cluster: TikvCluster, node: string, context: Context): Promise<StoreFacts> {
  const store = await storeOf(cluster, node, context);
  if (!store) throw new Error(`PD has no store on ${node}`);
  return store;
}

/** Kills a store's server and empties its data folder. */
export async function killAndWipe(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  await cluster.docker.node(node).kill(context);
  await until(async () => ((await isRunning(cluster, node, context)) ? undefined : true), context);
  await cluster.admin(["find", `/nodes/${node}/data`, "-mindepth", "1", "-delete"], context);
}

/** PD may give the store's address away, and makes its replicas elsewhere. */
export async function forceRemove(cluster: TikvCluster, storeId: string, context: Context): Promise<void> {
  await cluster.pd({ method: "DELETE", path: `/pd/api/v1/store/${storeId}?force` }, context);
}

/** A server that PD has let go of goes on running; one that has just begun makes itself known sooner. In ms. */
const strangerMs = 15_000;
/** States of stores that PD has let go of, or is about to. */
const goneStates = ["Tombstone", "Offline"];

/** What became of a server: it ended by itself, PD hears of its store, or it runs on as one that PD has let go of. */
export type Settled = "ended" | "up" | "stranger";

/** Waits until it is one of them. */
export async function settled(cluster: TikvCluster, node: string, context: Context): Promise<Settled> {
  return await until(async () => {
    const { status, startedAt } = await cluster.docker.node(node).state(context);
    if (status !== "running" || startedAt === null) return "ended";
    const began = Date.parse(startedAt);
    const seen = await storeOf(cluster, node, context).then(
      (store) => ({ store }),
      () => undefined,
    );
    if (seen?.store && isHeard(seen.store, { began, context })) return "up";
    const isStranger = seen !== undefined && (!seen.store || goneStates.includes(seen.store.stateName));
    return isStranger && context.clock.wall().getTime() - began > strangerMs ? "stranger" : undefined;
  }, context);
}

/**
 * Brings a store back that may have lost its data, or its place: started as it is; where it ends again because PD knows
 * another store at its address, as a new one in that one's place; and with empty data where PD has let go of it.
 */
export async function restoreStore(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  await putInPlace(cluster, node, context);
  if ((await cluster.docker.node(node).state(context)).status === "missing") return;
  const end = await settled(cluster, node, context);
  if (end === "up") return;
  if (end === "stranger") await killAndWipe(cluster, node, context);
  const old = await storeOf(cluster, node, context);
  if (old && !goneStates.includes(old.stateName)) await forceRemove(cluster, old.id, context);
  await putInPlace(cluster, node, context);
  await settled(cluster, node, context);
}

export async function isRunning(cluster: TikvCluster, node: string, context: Context): Promise<boolean> {
  return (await cluster.docker.node(node).state(context)).status === "running";
}

/** Whether PD has heard of the store since its server was started. */
function isHeard(store: StoreFacts, { began, context }: { began: number; context: Context }): boolean {
  if (store.stateName !== "Up" || store.lastHeartbeatAt === null) return false;
  const silentMs = context.clock.wall().getTime() - store.lastHeartbeatAt;
  return store.lastHeartbeatAt > began && silentMs < storeLimits.silentMs;
}
