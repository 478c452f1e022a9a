import type { Context, InForce } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import type { DockerNode } from "../docker-node.js";
import { programCalling } from "../programs/program-text.js";
import { ready, type Passage, type RelaySpec } from "../programs/relay.js";
import { besideOf, labels } from "../labels.js";
import { startSidecar } from "../start-sidecar.js";
import { removeContainers } from "../sweep.js";
import { expectEnd, inNetworkOf } from "./namespace.js";
import { clearResetRules, resetScript } from "./reset-connections.js";
import { applyScript, removeScript, rulesInForce, type RuleSet } from "./rules.js";

/** What a node connects to: a port of a peer. */
export type Towards = { peer: string; port: number };

export interface RelayPlan {
  node: string;
  min_ms: number;
  max_ms: number;
  ports: readonly number[];
  towards: readonly Towards[];
}

const chains = { inbound: "NODE-RELAY-IN", outbound: "NODE-RELAY-OUT" } as const;
const hooks = { inbound: ["PREROUTING"], outbound: ["OUTPUT"] } as const;
/** Below the ports that the kernel gives out by itself, and rarely anybody's. */
const firstPort = 15_001;
const gid = 47_017;
const directions = ["inbound", "outbound"] as const;

/**
 * Sends the node's connections through a relay beside it, in its own network, which delays what the node sends; those
 * that exist are reset. Rejects when the relay does not come up.
 */
export async function startRelay(cluster: DockerCluster, plan: RelayPlan, context: Context): Promise<void> {
  const node = cluster.node(plan.node);
  const passages = await passagesOf(cluster, plan, context);
  const argument: RelaySpec = {
    passages,
    pace: { minMs: plan.min_ms, maxMs: plan.max_ms, seed: context.random.integer(1, 2 ** 31 - 1) },
    gid,
    chains,
    watchMs: 500,
    patienceMs: 30_000,
  };
  await removeRelay(cluster, node, context);
  const sidecar = {
    identity: cluster.identity,
    beside: node.name,
    image: cluster.spec.toolboxImage,
    argv: ["node", "--input-type=module", "-"],
    network: `container:${node.containerName}`,
    capAdd: ["NET_ADMIN"],
    stdin: programCalling("relay", { name: "relay", argument }),
    ready,
  };
  await startSidecar(cluster.engine, sidecar, context);
  const change = relayRules(passages).map(applyScript).join("\n");
  const script = resetScript(passages, { gid, change });
  expectEnd(await inNetworkOf(cluster, { node, script }, context), "leading connections through a relay");
}

/** Of the rules, as a listing of the nat table shows them, for the addresses that peers have now. */
export async function relayInForce(
  cluster: DockerCluster,
  { plan, listing }: { plan: RelayPlan; listing: string },
  context: Context,
): Promise<Exclude<InForce, "unknown">> {
  const rules = relayRules(await passagesOf(cluster, plan, context));
  const found = new Set(rules.map((each) => rulesInForce(each, listing)));
  return found.size > 1 ? "partial" : ([...found][0] ?? "absent");
}

/** What undoes it, for the end of the briefed firewall command: the relay notices, and ends. */
export const relayRepair = directions.map((direction) => `-t nat -F ${chains[direction]}`);

/**
 * A shell script that leaves none of its rules, nor of those of an injection that was cut short; the relay ends by
 * itself then, or by `removeRelay` at once.
 */
export const clearRelayRules = [
  ...directions.map((direction) => `(${removeScript(place(direction))})`),
  clearResetRules,
].join(" && ");

/** Rules that lead to the relay: what comes in by port, what goes out by peer and port, the relay's own left alone. */
export function relayRules(passages: readonly Passage[]): RuleSet[] {
  const rule = ({ at, to, direction }: Passage) =>
    direction === "inbound"
      ? `-p tcp -m tcp --dport ${to.port} -j REDIRECT --to-ports ${at}`
      : `-d ${to.host}/32 -p tcp -m tcp --dport ${to.port} -m owner ! --gid-owner ${gid} -j REDIRECT --to-ports ${at}`;
  return directions.flatMap((direction) => {
    const rules = passages.filter((passage) => passage.direction === direction).map(rule);
    return rules.length === 0 ? [] : [{ ...place(direction), rules }];
  });
}

function place(direction: Passage["direction"]) {
  return { table: "nat" as const, chain: chains[direction], hooks: hooks[direction] };
}

async function passagesOf(
  cluster: DockerCluster,
  { node, ports, towards }: RelayPlan,
  context: Context,
): Promise<Passage[]> {
  const own = await cluster.node(node).ip(context);
  const peers = await Promise.all(
    towards.map(async ({ peer, port }) => ({ host: await cluster.node(peer).ip(context), port })),
  );
  const inbound = ports.map((port) => ({ to: { host: own, port }, direction: "inbound" as const }));
  const outbound = peers.map((to) => ({ to, direction: "outbound" as const }));
  // A peer that has no address now keeps its number: the rules of the others stay as they were made.
  return [...inbound, ...outbound].flatMap(({ to: { host, port }, direction }, index) =>
    host === undefined ? [] : [{ at: firstPort + index, to: { host, port }, direction }],
  );
}

/** It would be removed by itself too, as soon as it ends: until it is gone its ports are taken. */
export async function removeRelay({ engine, identity }: DockerCluster, node: DockerNode, context: Context) {
  const label = [`${labels.cluster}=${identity.clusterId}`, `${labels.beside}=${besideOf(identity, node.name)}`];
  const look = { all: true, filters: { label }, abortSignal: context.signal };
  for (;;) {
    const found = await engine.docker.listContainers(look);
    if (found.length === 0) return;
    const ids = found.map(({ Id }) => Id);
    await removeContainers(engine, ids, context);
    await context.clock.sleep(20, context.signal);
  }
}
