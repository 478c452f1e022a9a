import { HarnessError, type Context, type InForce, type JsonObject } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { programCalling } from "../programs/program-text.js";
import { applyDiscipline, clearDiscipline, disciplineRepair, hasDiscipline } from "./discipline.js";
import { expectEnd, inNetworkOf, nodeLine } from "./namespace.js";

/** A node sends no more than so many kilobits (1000 bit) a second. JSON. */
export type BandwidthPlan = { node: string; kbit: number };

const burstBytes = 16_384;
const port = 47_017;
const limitMs = 30_000;

/** What undoes it: the end of the briefed traffic control command. */
export const bandwidthRepair = [disciplineRepair];

/**
 * Has the kernel bound what the node sends (a token bucket). Resolves with the rates measured before and after, from
 * the node to the admin container; rejects with `inject_failed` when it is not near the bound, or was before.
 */
export async function injectBandwidth(
  cluster: DockerCluster,
  plan: BandwidthPlan,
  context: Context,
): Promise<JsonObject> {
  // What passes in two seconds, beyond what the bucket lets through at once.
  const bytes = burstBytes + Math.ceil((plan.kbit * 1000 * 2) / 8);
  const before = await rate(cluster, { plan, bytes, script: "true" }, context);
  const discipline = `tbf rate ${plan.kbit}kbit burst ${burstBytes} latency 400ms`;
  const after = await rate(cluster, { plan, bytes, script: applyDiscipline(discipline) }, context);
  if (after > plan.kbit * 1.5 || before < after * 2) {
    throw new HarnessError("inject_failed", {
      message: `${plan.node} sends ${after} kbit a second, and sent ${before} before`,
      details: { before, after },
    });
  }
  return { node: plan.node, kbit: plan.kbit, measured_kbit: { before, after } };
}

/** Whether the bound is there; a measurement would take seconds. */
export async function bandwidthInForce(
  cluster: DockerCluster,
  plan: BandwidthPlan,
  context: Context,
): Promise<InForce> {
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script: "tc qdisc show" }, context);
  if (!end) return "absent";
  if (end.exitCode !== 0) return "unknown";
  return hasDiscipline("tbf", end.stdout) ? "present" : "absent";
}

/** Takes the bound away, whatever it is. Rejects when one stayed. */
export async function healBandwidth(cluster: DockerCluster, plan: { node: string }, context: Context): Promise<void> {
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script: clearDiscipline }, context);
  if (end) expectEnd(end, "removing a queueing discipline");
}

/** Kilobits a second, as the admin container receives them from the node's network. */
async function rate(
  cluster: DockerCluster,
  { plan, bytes, script }: { plan: BandwidthPlan; bytes: number; script: string },
  context: Context,
): Promise<number> {
  const host = await cluster.admin.ip(context);
  const sending = programCalling("network-probe", { name: "send", argument: { to: { host, port }, bytes, limitMs } });
  const receiving = programCalling("network-probe", { name: "receive", argument: { port, limitMs } });
  const [received, sent] = await Promise.all([
    cluster.admin.exec(["node", "--input-type=module", "-"], { stdin: receiving }, context),
    inNetworkOf(cluster, { node: cluster.node(plan.node), script: `${script}\n${nodeLine(sending)}` }, context),
  ]);
  expectEnd(sent, "sending from the node's network");
  const { bytes: arrived, ms } = JSON.parse(expectEnd(received, "receiving").stdout) as { bytes: number; ms: number };
  return Math.round(((arrived - Math.min(burstBytes, arrived)) * 8) / Math.max(ms, 1));
}
