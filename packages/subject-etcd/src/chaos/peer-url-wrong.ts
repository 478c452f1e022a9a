import { briefed, defineChaosType, until, type Context } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import type { Member } from "../inspection.js";
import { peerUrl } from "../settings.js";
import { askLeader, membersOf } from "./member-calls.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { removeMember } from "./remove-member.js";

const params = z.strictObject({
  role: role.default("follower").describe("whose URL is wrong"),
  port: z.int().min(1).max(65_535).default(2390).describe("the port its peers are told, where nobody listens"),
});

type Params = z.infer<typeof params>;
type Plan = MemberPlan & { url: string };

export const peerUrlWrong = defineChaosType<EtcdCluster, Params, Plan>({
  summary:
    "The cluster's list has a peer URL for a member at which nobody listens: the others cannot reach it any more",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // The list outlives a restart, and overrules the member's own configuration.
  healsByRestart: () => false,

  async plan(cluster, wanted, context) {
    const member = await planMember(cluster, wanted.role, context);
    return { ...member, url: `http://${member.node}:${wanted.port}` };
  },

  async inject(cluster, { node, url }, context) {
    const before = await memberOf(cluster, node, context);
    if (!before) throw new Error(`${node} is not a member`);
    await update(cluster, { id: before.id, url }, context);
    await until(async () => ((await urlsOf(cluster, node, context)) === url ? true : undefined), context);
    return { node, before: before.peerUrls, after: url };
  },

  async inForce(cluster, { node, url }, context) {
    return (await urlsOf(cluster, node, context)) === url ? "present" : "absent";
  },

  async cleanup(cluster, { node, url }, context) {
    const member = await memberOf(cluster, node, context);
    if (member?.peerUrls.join() !== url) return;
    await update(cluster, { id: member.id, url: peerUrl(node) }, context);
    await until(async () => ((await urlsOf(cluster, node, context)) === url ? undefined : true), context);
  },

  concerns: concernsMember,

  remedy: ({ node, others }, _metadata, briefing) => {
    const through = others[0] ?? node;
    const id = `$(${briefed(briefing, "members", through)} | grep ', ${node},' | cut -d, -f1)`;
    return [`${briefed(briefing, "etcdctl", through, "member", "update")} ${id} --peer-urls=${peerUrl(node)}`];
  },

  wrongFixes: (plan, _metadata, briefing) => [
    {
      name: "restart",
      why: "the list outlives a restart, and overrules the member's own configuration",
      commands: [briefed(briefing, "restart", plan.node)],
    },
    removeMember(plan, briefing),
  ],
});

async function memberOf(cluster: EtcdCluster, node: string, context: Context): Promise<Member | undefined> {
  return (await membersOf(cluster, context)).find(({ name }) => name === node);
}

async function urlsOf(cluster: EtcdCluster, node: string, context: Context): Promise<string | undefined> {
  return (await memberOf(cluster, node, context))?.peerUrls.join();
}

async function update(cluster: EtcdCluster, { id, url }: { id: string; url: string }, context: Context): Promise<void> {
  await askLeader(cluster, { path: "cluster/member/update", body: { ID: id, peerURLs: [url] } }, context);
}
