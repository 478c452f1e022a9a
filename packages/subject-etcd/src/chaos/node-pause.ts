import { briefed, defineChaosType } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { removeMember } from "./remove-member.js";

const params = z.strictObject({ role: role.default("follower").describe("whose container stands still") });

type Params = z.infer<typeof params>;

export const nodePause = defineChaosType<EtcdCluster, Params, MemberPlan>({
  summary: "A member's processes all stand still: it keeps its place and its port, and answers nobody",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, wanted, context) {
    return await planMember(cluster, wanted.role, context);
  },

  async inject(cluster, { node }, context) {
    await cluster.node(node).pause(context);
    const { status } = await cluster.node(node).state(context);
    if (status !== "paused") throw new Error(`${node} was paused and is ${status}`);
    return { node, after: status };
  },

  async inForce(cluster, { node }, context) {
    return (await cluster.node(node).state(context)).status === "paused" ? "present" : "absent";
  },

  async cleanup(cluster, { node }, context) {
    await cluster.node(node).unpause(context);
  },

  concerns: concernsMember,

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "resume", node)],

  wrongFixes: (plan, _metadata, briefing) => [
    {
      name: "start",
      why: "its container counts as running, so none is started",
      commands: [briefed(briefing, "start", plan.node)],
    },
    removeMember(plan, briefing),
  ],
});
