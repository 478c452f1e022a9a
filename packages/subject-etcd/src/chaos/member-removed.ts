import { briefed, defineChaosType, until } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { membersOf, removeFromList } from "./member-calls.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { dataOf, isSeated, rejoin, rejoinCommands, startOnLog } from "./rejoin.js";

const params = z.strictObject({ role: role.default("follower").describe("who is removed") });

type Params = z.infer<typeof params>;

export const memberRemoved = defineChaosType<EtcdCluster, Params, MemberPlan>({
  summary: "A running member is taken off the cluster's list, and ends; its old data are of no use to it",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, wanted, context) {
    return await planMember(cluster, wanted.role, context);
  },

  async inject(cluster, { node }, context) {
    const member = (await membersOf(cluster, context)).find(({ name }) => name === node);
    if (member) await removeFromList(cluster, member.id, context);
    const left = await until(async () => {
      const names = (await membersOf(cluster, context)).map(({ name }) => name);
      return names.includes(node) ? undefined : names;
    }, context);
    return { node, id: member?.id ?? null, left };
  },

  async inForce(cluster, { node }, context) {
    if ((await cluster.node(node).state(context)).status === "missing") return "absent";
    const listed = (await membersOf(cluster, context)).some(({ name }) => name === node);
    if (!listed) return "present";
    if ((await cluster.node(node).state(context)).status !== "running") return "absent";
    return (await isSeated(cluster, node, context)) ? "absent" : "partial";
  },

  async cleanup(cluster, { node }, context) {
    const { status } = await cluster.node(node).state(context);
    if (status === "paused" || (await isSeated(cluster, node, context))) return;
    const listed = (await membersOf(cluster, context)).some(({ name }) => name === node);
    // Listed and down is not this fault: it has only to be started.
    if (listed && status === "exited" && (await startOnLog(cluster, node, context))) return;
    await rejoin(cluster, node, context);
  },

  concerns: concernsMember,

  remedy: (plan, _metadata, briefing) => rejoinCommands(plan, { isListed: false }, briefing),

  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "start",
      why: "it remembers that it was removed, and ends again",
      commands: [briefed(briefing, "start", node)],
    },
    {
      name: "wipe_and_start",
      why: "the others do not know it, whatever it knows of them",
      commands: [briefed(briefing, "files", node, "rm", "-rf", dataOf(node)), briefed(briefing, "start", node)],
    },
  ],
});
