import { briefed, until, type Briefing, type Command, type Context } from "@eval/core";
import { joiningConfig } from "../config-file.js";
import type { EtcdCluster } from "../etcd-cluster.js";
import { membershipOf } from "../inspection.js";
import { configPath, peerUrl } from "../settings.js";
import { addToList, membersOf, removeFromList } from "./member-calls.js";
import type { MemberPlan } from "./member-role.js";
import { removalCommand } from "./remove-member.js";

/** Where the admin container sees a member's data. */
export function dataOf(node: string): string {
  return `/nodes/${node}/data/etcd`;
}

/** Removes a member's data: the admin container has the tools for it, its own image may not. */
export async function wipeData(cluster: EtcdCluster, node: string, context: Context): Promise<void> {
  const { exitCode, stderr } = await cluster.docker.admin.script(`rm -rf ${dataOf(node)}`, context);
  if (exitCode !== 0) throw new Error(`the data of ${node} could not be removed: ${stderr.trim()}`);
}

/** Whether a member's data hold a log to start from. */
export async function hasLog(cluster: EtcdCluster, node: string, context: Context): Promise<boolean> {
  const { exitCode } = await cluster.docker.admin.script(`test -d ${dataOf(node)}/member/wal`, context);
  return exitCode === 0;
}

/** Whether the node runs as the member that is listed under its name. Waits for a leader, who keeps the list. */
export async function isSeated(cluster: EtcdCluster, node: string, context: Context): Promise<boolean> {
  return await until(async () => {
    const inspection = await cluster.inspect(context);
    const members = membershipOf(inspection);
    const seen = inspection.nodes.find(({ name }) => name === node)?.facts;
    return members?.some(({ id, name }) => name === node && seen?.memberId === id);
  }, context);
}

/** Starts a node that has a log. Resolves with whether it takes its seat again. */
export async function startOnLog(cluster: EtcdCluster, node: string, context: Context): Promise<boolean> {
  await cluster.node(node).start(context);
  return await takesSeat(cluster, node, context);
}

/** After this time one that runs is taken for something else than the member that was added. In ms. */
const takesSeatMs = 12_000;

/**
 * Makes the node a new member of the cluster, with empty data that it fills from the others, and waits until it is.
 * Begins again where that fails: a restart that an operator had asked for may still have been under way and bring
 * back what was there before, and a peer that lags may have told the node of a list that it is not yet on.
 */
export async function rejoin(cluster: EtcdCluster, node: string, context: Context): Promise<void> {
  do await startAnew(cluster, node, context);
  while (!(await takesSeat(cluster, node, context)));
}

/** Whether it does; not if it ends instead, or is still something else after a while. */
async function takesSeat(cluster: EtcdCluster, node: string, context: Context): Promise<boolean> {
  const end = context.clock.now() + takesSeatMs;
  return await until(async () => {
    if (await isSeated(cluster, node, context)) return true;
    const { status } = await cluster.node(node).state(context);
    return status === "running" && context.clock.now() < end ? undefined : false;
  }, context);
}

async function startAnew(cluster: EtcdCluster, node: string, context: Context): Promise<void> {
  await cluster.node(node).kill(context);
  for (const { id, name, peerUrls } of await membersOf(cluster, context)) {
    if (name === node || peerUrls.includes(peerUrl(node))) await removeFromList(cluster, id, context);
  }
  await wipeData(cluster, node, context);
  await addToList(cluster, node, context);
  if ((await cluster.node(node).state(context)).status === "missing") {
    const files = [{ path: configPath, text: joiningConfig(node, cluster.options) }];
    await cluster.docker.recreate(node, { files }, context);
  } else {
    await cluster.node(node).writeFile(configPath, joiningConfig(node, cluster.options), context);
    await cluster.node(node).start(context);
  }
}

/** The same as commands. Adding is repeated: etcd wants its members connected for five seconds first. */
export function rejoinCommands(plan: MemberPlan, { isListed }: { isListed: boolean }, briefing: Briefing): Command[] {
  const { node, others } = plan;
  const through = others[0] ?? node;
  const add = briefed(briefing, "etcdctl", through, "member", "add", node, `--peer-urls=${peerUrl(node)}`);
  const isThere = `${briefed(briefing, "members", through)} | grep -q ${peerUrl(node)}`;
  return [
    ...(isListed ? [removalCommand(plan, briefing)] : []),
    `for i in 1 2 3 4 5 6 7 8 9 10; do ${add} || ${isThere} && break; sleep 1; done`,
    briefed(briefing, "files", node, "rm", "-rf", dataOf(node)),
    joinInConfig(node, briefing),
    briefed(briefing, "start", node),
  ];
}

/** Tells the member's configuration that the cluster is there already. */
export function joinInConfig(node: string, briefing: Briefing): Command {
  const edit = "s/^initial-cluster-state:.*/initial-cluster-state: existing/";
  return briefed(briefing, "files", node, "sed", "-i", edit, `/nodes/${node}${configPath}`);
}
