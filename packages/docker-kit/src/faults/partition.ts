import { HarnessError, type Context, type InForce, type JsonObject } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import type { Reach } from "../programs/network-probe.js";
import { expectEnd, inNetworkOf, nodeLine } from "./namespace.js";
import { answered, named, nameOf, reachBetween, reachProgram, type Attempt } from "./reach.js";
import { applyScript, listScript, removeScript, rulesInForce, type RuleSet } from "./rules.js";

/** What passes between a node and these peers, or all others, at these TCP ports, or at all. JSON. */
export type PartitionPlan = {
  node: string;
  peers: readonly string[] | null;
  ports: readonly number[] | null;
};

const chain = "NODE-PEERS";
const hooks = ["INPUT", "OUTPUT"] as const;
const blockedMs = 1000;
const mark = "--- reached";

/** What undoes it: the end of the briefed firewall command. */
export const partitionRepair = [{ tool: "firewall" as const, arguments: `-F ${chain}` }];

/**
 * Drops what passes, in both directions, connections that exist included. It is the node's own firewall that drops:
 * it is gone once the node has restarted, and any operator who may change that firewall can repair it. Resolves with
 * what the node reached before and what is reached after, both ways, and between peers that are left alone; rejects
 * with `inject_failed` when something still passes.
 */
export async function injectPartition(
  cluster: DockerCluster,
  plan: PartitionPlan,
  context: Context,
): Promise<JsonObject> {
  const ways = await attempts(cluster, plan, context);
  const sent = ways.filter(({ from }) => from === plan.node);
  const rules = await ruleSet(cluster, plan, context);
  const script = ["set -e", probeLine(sent), `echo '${mark}'`, applyScript(rules), probeLine(sent)].join("\n");
  const set = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  const [before, after] = expectEnd(set, "setting firewall rules")
    .stdout.split(mark)
    .map((printed) => named(sent, printed));
  const others = ways.filter(({ from }) => from !== plan.node);
  const back = await reachBetween(cluster, { attempts: others, limitMs: blockedMs }, context);
  const proof = { before: before ?? {}, after: { ...after, ...back } };
  const still = ways.filter((way) => concerns(way, plan) && answered(proof.after[nameOf(way)])).map(nameOf);
  if (still.length > 0 || !Object.values(proof.before).some(answered)) {
    throw new HarnessError("inject_failed", {
      message: still.length > 0 ? `still passing: ${still.join(", ")}` : "nothing passed before the fault either",
      details: proof,
    });
  }
  return { node: plan.node, rules: rules.rules.length, ...proof };
}

/** Whether the rules are there, for the addresses that peers have now, and nothing that the node sends gets through. */
export async function partitionInForce(
  cluster: DockerCluster,
  plan: PartitionPlan,
  context: Context,
): Promise<InForce> {
  const rules = await ruleSet(cluster, plan, context);
  const to = (await attempts(cluster, plan, context)).filter(({ from }) => from === plan.node);
  const script = ["set -e", listScript("filter"), `echo '${mark}'`, probeLine(to)].join("\n");
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  if (!end) return "absent";
  if (end.exitCode !== 0) return "unknown";
  const [listing = "", reached = "[]"] = end.stdout.split(mark);
  return judgePartition(rulesInForce(rules, listing), JSON.parse(reached) as Reach[]);
}

export function judgePartition(rules: ReturnType<typeof rulesInForce>, reached: readonly Reach[]): InForce {
  return rules === "present" && reached.some(answered) ? "partial" : rules;
}

/** Leaves nothing of it, whatever there is of it. Rejects when something stayed. */
export async function healPartition(cluster: DockerCluster, plan: { node: string }, context: Context): Promise<void> {
  const script = removeScript({ table: "filter", chain, hooks });
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  if (end) expectEnd(end, "removing firewall rules");
}

async function ruleSet(cluster: DockerCluster, plan: PartitionPlan, context: Context): Promise<RuleSet> {
  const addresses = await Promise.all((plan.peers ?? []).map((peer) => cluster.node(peer).ip(context)));
  const known = plan.peers && addresses.filter((address) => address !== undefined);
  return { table: "filter", chain, hooks, rules: partitionRules({ addresses: known, ports: plan.ports }) };
}

/** Null stands for all of them. */
export function partitionRules(traffic: {
  addresses: readonly string[] | null;
  ports: readonly number[] | null;
}): string[] {
  const ends = traffic.addresses?.flatMap((address) => [`-s ${address}/32 `, `-d ${address}/32 `]) ?? [""];
  const services = traffic.ports?.flatMap((port) => [`--sport ${port} `, `--dport ${port} `]);
  const protocols = services?.map((service) => `-p tcp -m tcp ${service}`) ?? [""];
  return ends.flatMap((end) => protocols.map((protocol) => `${end}${protocol}-j DROP`));
}

function probeLine(ways: readonly Attempt[]): string {
  return nodeLine(reachProgram(ways, blockedMs));
}

function concerns({ from, to }: Attempt, { node }: PartitionPlan): boolean {
  return from === node || to === node;
}

/** To peers and back, and from each peer to another that is left alone. */
async function attempts(cluster: DockerCluster, plan: PartitionPlan, context: Context): Promise<Attempt[]> {
  const peers = plan.peers ?? cluster.spec.nodes.map(({ name }) => name).filter((name) => name !== plan.node);
  const ways = peers.flatMap((peer) => {
    const other = cluster.spec.nodes.find(({ name }) => name !== plan.node && name !== peer)?.name;
    return [[plan.node, peer], [peer, plan.node], ...(other === undefined ? [] : [[peer, other]])] as [
      string,
      string,
    ][];
  });
  const found = await Promise.all(
    ways.map(async ([from, to]) => {
      const host = await cluster.node(to).ip(context);
      const ports = plan.ports ?? cluster.spec.nodes.find(({ name }) => name === to)?.ports.slice(0, 1) ?? [];
      return host === undefined ? [] : ports.map((port) => ({ from, to, host, port }));
    }),
  );
  return found.flat();
}
