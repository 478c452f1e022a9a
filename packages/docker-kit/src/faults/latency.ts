import { HarnessError, type Context, type InForce, type JsonObject } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { firstByteOf, type FirstByte, type Request } from "./first-byte.js";
import { applyDiscipline, clearDiscipline, disciplineRepair, hasDiscipline } from "./discipline.js";
import type { NetworkTool } from "./network-command.js";
import { expectEnd, inNetworkOf } from "./namespace.js";
import { clearRelayRules, relayInForce, relayRepair, removeRelay, startRelay, type Towards } from "./relay-rules.js";
import { listScript } from "./rules.js";

/** Everything that a node sends comes later, by a time between both. JSON. */
export type LatencyPlan = {
  node: string;
  min_ms: number;
  max_ms: number;
  /** TCP ports that the node serves, and what it connects to: where the kernel cannot delay, a relay delays these alone. */
  ports: readonly number[];
  towards: readonly Towards[];
  /** By what the delay is measured, on the node and on a node that is left alone (null: on none). */
  request: Request;
  control: string | null;
  /** `auto`: the kernel's own (`netem`) where it has it, else the relay. */
  backend: "auto" | "netem" | "relay";
};

const mark = "--- nat";
/** Exit code of a script: the kernel cannot delay, or was not asked to. */
const noNetem = 3;
/** Of the least delay wanted, by how much the quickest answer must be later. */
const enough = 0.5;

/** What undoes it: ends of the briefed firewall or traffic control command, by what `injectLatency` resolved with. */
export function latencyRepair({ backend }: JsonObject): { tool: NetworkTool; arguments: string }[] {
  return backend === "netem"
    ? [disciplineRepair]
    : relayRepair.map((line) => ({ tool: "firewall" as const, arguments: line }));
}

/**
 * Brings the delay into force and measures it: request to first byte before and after, on the node and on the control.
 * Rejects with `inject_failed` when the node is not slower by half the least delay, or the control is as well.
 */
export async function injectLatency(cluster: DockerCluster, plan: LatencyPlan, context: Context): Promise<JsonObject> {
  const before = await measure(cluster, { plan, times: 5 }, context);
  const backend = await inject(cluster, plan, context);
  const after = await measure(cluster, { plan, times: 5 }, context);
  const message = whyNotDelayed(plan, { before, after });
  if (message !== undefined) throw new HarnessError("inject_failed", { message, details: { backend, before, after } });
  return { node: plan.node, backend, first_byte_ms: { before, after } };
}

type Measured = Readonly<Record<string, FirstByte | null>>;

/** In words, why what was measured is no proof of the delay; undefined when it is. */
export function whyNotDelayed(
  plan: Pick<LatencyPlan, "node" | "control" | "min_ms">,
  { before, after }: { before: Measured; after: Measured },
): string | undefined {
  const [was, is] = [undelayed(plan, before), after[plan.node]?.least];
  const wanted = plan.min_ms * enough;
  if (was === undefined || is === undefined || is - was < wanted) {
    return `${plan.node} answers after ${is ?? "no"} ms at the least, and did after ${was ?? "no"} ms before`;
  }
  const [usual, beside] = plan.control === null ? [] : [before[plan.control]?.least, after[plan.control]?.least];
  if (usual === undefined || beside === undefined || beside - usual < wanted) return undefined;
  return `${plan.control}, which is left alone, answers after ${beside} ms as well, and did after ${usual} ms before`;
}

/** The delay may be there already: then the control alone shows how it is without. */
function undelayed({ node, control }: Pick<LatencyPlan, "node" | "control">, before: Measured): number | undefined {
  const known = [node, control].flatMap((name) => (name === null ? [] : (before[name]?.least ?? [])));
  return before[node] ? Math.min(...known) : undefined;
}

async function inject(cluster: DockerCluster, plan: LatencyPlan, context: Context): Promise<"netem" | "relay"> {
  const jitter = (plan.max_ms - plan.min_ms) / 2;
  const netem = applyDiscipline(`netem delay ${plan.min_ms + jitter}ms${jitter > 0 ? ` ${jitter}ms` : ""}`);
  // A relay takes rules of an earlier one that vanish for its own end.
  const script = `${plan.backend === "relay" ? "" : `(${netem}) && exit 0\n`}${clearRelayRules} && exit ${noNetem}`;
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  if (end?.exitCode === 0) return "netem";
  if (end?.exitCode !== noNetem || plan.backend === "netem") expectEnd(end, "delaying what the node sends");
  await startRelay(cluster, plan, context);
  return "relay";
}

/** Whether the rule is there and requests are late; late without a rule is somebody else's doing. */
export async function latencyInForce(cluster: DockerCluster, plan: LatencyPlan, context: Context): Promise<InForce> {
  const node = cluster.node(plan.node);
  // A kernel that delays by itself need not have a nat table: without one no relay can be in force.
  const script = ["set -e", "tc qdisc show", `echo '${mark}'`, `${listScript("nat")} || :`].join("\n");
  const end = await inNetworkOf(cluster, { node, script }, context);
  if (!end) return "absent";
  if (end.exitCode !== 0) return "unknown";
  const [disciplines = "", rules = ""] = end.stdout.split(mark);
  const relayed = await relayInForce(cluster, { plan, listing: rules }, context);
  const found = hasDiscipline("netem", disciplines) ? "present" : relayed;
  if (found === "absent") return "absent";
  return judgeLatency(found, { plan, firstByte: await measure(cluster, { plan, times: 3 }, context) });
}

export function judgeLatency(
  rule: Exclude<InForce, "unknown">,
  { plan, firstByte }: { plan: LatencyPlan; firstByte: Measured },
): InForce {
  if (rule !== "present") return rule;
  const ms = firstByte[plan.node]?.least;
  // A node that answers nobody for another reason is not faster for it.
  if (ms === undefined) return "present";
  const usual = (plan.control === null ? undefined : firstByte[plan.control]?.least) ?? 0;
  return ms - usual >= plan.min_ms * enough ? "present" : "partial";
}

/** Leaves nothing of it, whichever backend it was and whatever there is of it. Rejects when something stayed. */
export async function healLatency(cluster: DockerCluster, plan: { node: string }, context: Context): Promise<void> {
  const node = cluster.node(plan.node);
  const script = `(${clearDiscipline}) && ${clearRelayRules}`;
  const end = await inNetworkOf(cluster, { node, script }, context);
  // Its connections end with it.
  await removeRelay(cluster, node, context);
  if (end) expectEnd(end, "removing what delays");
}

async function measure(
  cluster: DockerCluster,
  { plan, times }: { plan: LatencyPlan; times: number },
  context: Context,
): Promise<Measured> {
  const nodes = [plan.node, ...(plan.control === null ? [] : [plan.control])];
  return await firstByteOf(cluster, { nodes, request: plan.request, times }, context);
}
