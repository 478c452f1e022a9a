import { HarnessError, type Context, type InForce, type JsonObject } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { expectEnd, inNetworkOf, nodeLine } from "./namespace.js";
import { reachProgram, type Attempt } from "./reach.js";
import { applyScript, listScript, removeScript, type RuleSet } from "./rules.js";

/** So much of what a node receives and sends is lost, whoever it speaks with. JSON. */
export type LossPlan = { node: string; percent: number };

const chain = "NODE-LINK";
const hooks = ["INPUT", "OUTPUT"] as const;
const tries = 100;
const tryMs = 500;

/** What undoes it: the end of the briefed firewall command. */
export const lossRepair = [{ tool: "firewall" as const, arguments: `-F ${chain}` }];

/**
 * Has the node's own firewall lose packets at random, in both directions. Resolves with how many of its packets were
 * lost while it tried to connect to the admin container, as the kernel counted them; rejects with `inject_failed` when
 * less than half of the percentage was.
 */
export async function injectLoss(cluster: DockerCluster, plan: LossPlan, context: Context): Promise<JsonObject> {
  const host = await cluster.admin.ip(context);
  if (host === undefined) throw new Error("the admin container is not on the network");
  const attempt: Attempt = { from: plan.node, to: "admin", host, port: 1 };
  const attempts = nodeLine(
    reachProgram(
      Array.from({ length: tries }, () => attempt),
      tryMs,
    ),
  );
  const script = [applyScript(ruleSet(plan)), `(${attempts}\n) >/dev/null`, "iptables -w -v -S"].join("\n");
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  const counted = countLoss(expectEnd(end, "setting firewall rules").stdout);
  if (counted.seen === 0 || counted.lost / counted.seen < plan.percent / 200) {
    throw new HarnessError("inject_failed", {
      message: `${counted.lost} of ${counted.seen} packets were lost`,
      details: { ...counted },
    });
  }
  return { node: plan.node, percent: plan.percent, packets: { ...counted } };
}

/** Whether the rule is there, with that percentage, and both directions lead to it. */
export async function lossInForce(cluster: DockerCluster, plan: LossPlan, context: Context): Promise<InForce> {
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script: listScript("filter") }, context);
  if (!end) return "absent";
  return end.exitCode === 0 ? judgeLoss(end.stdout, plan) : "unknown";
}

export function judgeLoss(listing: string, { percent }: Pick<LossPlan, "percent">): Exclude<InForce, "unknown"> {
  const lines = listing.split("\n");
  const hooked = hooks.filter((hook) =>
    lines.some((line) => line.startsWith(`-A ${hook} `) && line.endsWith(`-j ${chain}`)),
  );
  const rule = lines.find((line) => line.startsWith(`-A ${chain} `) && line.endsWith("-j DROP"));
  const probability = Number(/--probability ([\d.]+)/.exec(rule ?? "")?.[1] ?? Number.NaN);
  if (hooked.length === 0 || rule === undefined) return "absent";
  // The kernel keeps it as a fraction of 2^31.
  const isThatMuch = Math.abs(probability - percent / 100) < 1e-6;
  return hooked.length === hooks.length && isThatMuch ? "present" : "partial";
}

/** Of a listing with counters: packets that came to the chain, and those that it dropped. */
export function countLoss(listing: string): { seen: number; lost: number } {
  const sum = (pattern: RegExp) =>
    [...listing.matchAll(pattern)].reduce((total, [, packets]) => total + Number(packets), 0);
  return {
    seen: sum(new RegExp(`^-A (?:INPUT|OUTPUT) .*-c (\\d+) \\d+ -j ${chain}$`, "gm")),
    lost: sum(new RegExp(`^-A ${chain} .*-c (\\d+) \\d+ -j DROP$`, "gm")),
  };
}

/** Leaves nothing of it, whatever there is of it. Rejects when something stayed. */
export async function healLoss(cluster: DockerCluster, plan: { node: string }, context: Context): Promise<void> {
  const script = removeScript({ table: "filter", chain, hooks });
  const end = await inNetworkOf(cluster, { node: cluster.node(plan.node), script }, context);
  if (end) expectEnd(end, "removing firewall rules");
}

function ruleSet({ percent }: LossPlan): RuleSet {
  const rules = [`-m statistic --mode random --probability ${percent / 100} -j DROP`];
  return { table: "filter", chain, hooks, rules };
}
