import { briefed, defineChaosType, until, type Briefing, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { callGateway, encode, GatewayError, grpcCode, prefixRange } from "../gateway.js";
import type { MemberFacts, NodeInspection } from "../inspection.js";
import { clientPort } from "../settings.js";
import { limits } from "../problems.js";
import { askLeader } from "./member-calls.js";

const params = z.strictObject({
  value_kb: z.int().min(64).max(1024).default(1000).describe("KiB of each value that is written"),
});

type Params = z.infer<typeof params>;
type Plan = { prefix: string; valueKb: number; quotaBytes: number };

const mib = 1024 * 1024;
/** As an application would have called what it stores beside the rest. */
const prefix = "/sessions/";

export const nospaceAlarm = defineChaosType<EtcdCluster, Params, Plan>({
  summary:
    "An application fills the quota: writes are refused until space is freed on every member and the alarm taken back",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, wanted) {
    return await Promise.resolve({ prefix, valueKb: wanted.value_kb, quotaBytes: cluster.options.quotaMb * mib });
  },

  async inject(cluster, plan, context) {
    const value = Buffer.alloc(plan.valueKb * 1024, "s").toString("base64");
    let written = 0;
    for (; await isAccepted(cluster, { key: `${plan.prefix}${written}`, value }, context); written++);
    const facts = await until(async () => {
      const raised = await answering(cluster, context);
      return raised.some(({ facts: { alarms } }) => alarms.includes("NOSPACE")) ? raised : undefined;
    }, context);
    return { written, quota_bytes: plan.quotaBytes, db_bytes: facts.map(({ facts: { dbBytes } }) => dbBytes) };
  },

  async inForce(cluster, plan, context) {
    return await fullness(cluster, plan, context);
  },

  async cleanup(cluster, plan, context) {
    await until(async () => {
      if ((await fullness(cluster, plan, context)) === "absent") return true;
      await free(cluster, plan, context);
      return (await fullness(cluster, plan, context)) === "absent" ? true : undefined;
    }, context);
  },

  remedy: (plan, _metadata, briefing) => [
    ...freeing(plan, briefing),
    ...briefing.nodes.map(({ name }) => briefed(briefing, "etcdctl", name, "defrag")),
    disarming(briefing),
  ],

  wrongFixes: (plan, _metadata, briefing) => [
    { name: "disarm_only", why: "the space is as full as before", commands: [disarming(briefing)] },
    {
      name: "delete_without_defrag",
      why: "what was deleted keeps its space until each member is defragmented",
      commands: [...freeing(plan, briefing), disarming(briefing)],
    },
  ],
});

function freeing(plan: Plan, briefing: Briefing): string[] {
  const through = briefing.nodes[0]?.name ?? "";
  const header = briefed(briefing, "etcdctl", through, "get", "/", "-w", "json");
  const revision = `$(${header} | grep -o '"revision":[0-9]*' | head -n 1 | cut -d: -f2)`;
  return [
    briefed(briefing, "etcdctl", through, "del", "--prefix", plan.prefix),
    `${briefed(briefing, "etcdctl", through, "compact", "--physical=true")} ${revision}`,
  ];
}

function disarming(briefing: Briefing): string {
  return briefed(briefing, "etcdctl", briefing.nodes[0]?.name ?? "", "alarm", "disarm");
}

async function isAccepted(
  cluster: EtcdCluster,
  { key, value }: { key: string; value: string },
  context: Context,
): Promise<boolean> {
  try {
    await askLeader(cluster, { path: "kv/put", body: { key: encode(key), value } }, context);
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.code === grpcCode.resourceExhausted) return false;
    throw error;
  }
}

type Answering = NodeInspection & { facts: MemberFacts };

async function answering(cluster: EtcdCluster, context: Context): Promise<Answering[]> {
  return answeringOf((await cluster.inspect(context)).nodes);
}

function answeringOf(nodes: readonly NodeInspection[]): Answering[] {
  return nodes.flatMap((node) => (node.facts ? [{ ...node, facts: node.facts }] : []));
}

async function fullness(cluster: EtcdCluster, plan: Plan, context: Context): Promise<InForce> {
  const { nodes } = await cluster.inspect(context);
  const running = nodes.filter(({ status }) => status === "running");
  const seen = answeringOf(running);
  if (seen.some(({ facts }) => facts.alarms.includes("NOSPACE"))) return "present";
  if (seen.some((node) => isFull(node, plan))) return "partial";
  // One that runs and does not answer this time, as on a busy host, may be as full as before.
  return seen.length === 0 || seen.length < running.length ? "unknown" : "absent";
}

function isFull({ facts }: { facts: MemberFacts }, { quotaBytes }: Plan): boolean {
  return facts.dbBytes > quotaBytes * limits.quotaShare;
}

/** Deletes what was written, frees its space on every member that answers, and takes the alarm back. */
async function free(cluster: EtcdCluster, plan: Plan, context: Context): Promise<void> {
  const deletion = { path: "kv/deleterange", body: prefixRange(plan.prefix) };
  const { header } = await askLeader<{ header?: { revision?: string } }>(cluster, deletion, context);
  await compact(cluster, header?.revision ?? "1", context);
  for (const node of await answering(cluster, context)) {
    const address = `127.0.0.1:${node.ports[clientPort]}`;
    const timeoutMs = context.remainingMs();
    if (isFull(node, plan)) await callGateway({ address, path: "maintenance/defragment", timeoutMs }, context);
  }
  await takeBackAlarms(cluster, context);
}

/** A revision that was compacted already is out of range to etcd, which is as good. */
async function compact(cluster: EtcdCluster, revision: string, context: Context): Promise<void> {
  try {
    await askLeader(cluster, { path: "kv/compaction", body: { revision, physical: true } }, context);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
  }
}

/** One by one: etcd knows no call for all of them. */
async function takeBackAlarms(cluster: EtcdCluster, context: Context): Promise<void> {
  const path = "maintenance/alarm";
  const raised = await askLeader<{ alarms?: { memberID: string; alarm: string }[] }>(
    cluster,
    { path, body: { action: "GET" } },
    context,
  );
  for (const { memberID, alarm } of raised.alarms ?? []) {
    await askLeader(cluster, { path, body: { action: "DEACTIVATE", memberID, alarm } }, context);
  }
}
