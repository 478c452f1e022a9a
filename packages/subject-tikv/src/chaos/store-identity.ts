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

/** Waits until a server that was started has ended by itself, or PD hears of its store: which of the two. */
export async function settled(cluster: TikvCluster, node: string, context: Context): Promise<"ended" | "up"> {
  return await until(async () => {
    if (!(await isRunning(cluster, node, context))) return "ended";
    return (await isHeard(cluster, node, context)) ? "up" : undefined;
  }, context);
}

/**
 * Brings a store back that may have lost its data: started as it is, and where it ends again because PD knows
 * another store at its address, as a new one in that one's place.
 */
export async function restoreStore(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  await putInPlace(cluster, node, context);
  if ((await cluster.docker.node(node).state(context)).status === "missing") return;
  if ((await settled(cluster, node, context)) === "up") return;
  const old = await storeOf(cluster, node, context);
  if (old) await forceRemove(cluster, old.id, context);
  await putInPlace(cluster, node, context);
  await settled(cluster, node, context);
}

export async function isRunning(cluster: TikvCluster, node: string, context: Context): Promise<boolean> {
  return (await cluster.docker.node(node).state(context)).status === "running";
}

/** Whether PD has heard of the store since its server was started. */
async function isHeard(cluster: TikvCluster, node: string, context: Context): Promise<boolean> {
  const store = await storeOf(cluster, node, context).catch(() => undefined);
  const { startedAt } = await cluster.docker.node(node).state(context);
  if (store?.stateName !== "Up" || store.lastHeartbeatAt === null || startedAt === null) return false;
  const silentMs = context.clock.wall().getTime() - store.lastHeartbeatAt;
  return store.lastHeartbeatAt > Date.parse(startedAt) && silentMs < storeLimits.silentMs;
}
