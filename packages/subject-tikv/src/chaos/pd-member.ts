import { until, type Context } from "@eval/core";
import { membersOf } from "../pd/cluster-facts.js";
import { askJson } from "../pd/pd-http.js";
import { configFile, pdClientUrl, ports } from "../topology.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { putInPlace } from "./container-fault.js";

const membersMs = 1000;

/**
 * What makes a PD server that has lost its data join the others, as a sed script for its configuration:
 * it must not say both who the first members are and whom to join.
 */
export function joinScript(others: readonly string[]): string {
  return `s|^initial-cluster = .*|join = "${others.map(pdClientUrl).join(",")}"|`;
}

/** Where the admin container sees a server's configuration. */
export function configOf(node: string): string {
  return `/nodes/${node}/config/${configFile}`;
}

/** Waits until a PD server that was started has ended by itself, or answers for a leader: which of the two. */
export async function settledPd(cluster: TikvCluster, node: string, context: Context): Promise<"ended" | "up"> {
  return await until(async () => {
    const { status } = await cluster.docker.node(node).state(context);
    if (status === "exited" || status === "missing") return "ended";
    return (await answers(cluster, node, context)) ? "up" : undefined;
  }, context);
}

/**
 * Brings a PD server back that may have lost its data: started as it is, and where it ends again as a new member. It
 * joins once more where it ended instead: the others may not have let go of the old member yet.
 */
export async function restoreMember(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  await putInPlace(cluster, node, context);
  while ((await settledPd(cluster, node, context)) !== "up") {
    if ((await cluster.docker.node(node).state(context)).status === "missing") return;
    await joinAnew(cluster, node, context);
  }
}

async function joinAnew(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  const { members } = membersOf(await cluster.pd({ path: "/pd/api/v1/members" }, context));
  if (members.some(({ name }) => name === node)) {
    await cluster.pd({ method: "DELETE", path: `/pd/api/v1/members/name/${node}` }, context);
  }
  const others = cluster.topology.pds.filter((name) => name !== node);
  await cluster.admin(["find", `/nodes/${node}/data`, "-mindepth", "1", "-delete"], context);
  await cluster.admin(["sed", "-i", joinScript(others), configOf(node)], context);
  await putInPlace(cluster, node, context);
}

async function answers(cluster: TikvCluster, node: string, context: Context): Promise<boolean> {
  try {
    const address = await cluster.whereabouts.reach(`${node}:${ports.pdClient}`, context);
    const { value } = await askJson(address, { path: "/pd/api/v1/members", timeoutMs: membersMs }, context);
    return membersOf(value).members.some(({ name }) => name === node);
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}
