import { briefed, defineChaosType } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { rejoin, startOnLog } from "./rejoin.js";
import { removeMember } from "./remove-member.js";

const params = z.strictObject({ role: role.default("follower").describe("whose container is killed") });

type Params = z.infer<typeof params>;

export const nodeKill = defineChaosType<EtcdCluster, Params, MemberPlan>({
  summary: "A member's container ends at once, as when its host runs out of memory; nothing starts it again",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, wanted, context) {
    return await planMember(cluster, wanted.role, context);
  },

  async inject(cluster, { node }, context) {
    const before = await cluster.node(node).state(context);
    await cluster.node(node).kill(context);
    const after = await cluster.node(node).state(context);
    if (after.status === "running") throw new Error(`${node} was killed and runs again`);
    return { node, before: before.status, after: after.status, exit_code: after.exitCode };
  },

  async inForce(cluster, { node }, context) {
    const { status } = await cluster.node(node).state(context);
    return status === "exited" || status === "restarting" ? "present" : "absent";
  },

  async cleanup(cluster, { node }, context) {
    const { status } = await cluster.node(node).state(context);
    if (status === "missing") await cluster.docker.recreate(node, {}, context);
    // Where an operator took it off the list or its data away, starting it is not enough.
    else if (status === "exited" && !(await startOnLog(cluster, node, context))) await rejoin(cluster, node, context);
  },

  concerns: concernsMember,

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "start", node)],

  wrongFixes: (plan, _metadata, briefing) => [
    removeMember(plan, briefing),
    {
      name: "wipe_and_start",
      why: "a member without its data is refused under its old name, and a copy of the data is gone",
      commands: [
        briefed(briefing, "files", plan.node, "rm", "-rf", `/nodes/${plan.node}/data/etcd`),
        briefed(briefing, "start", plan.node),
      ],
    },
  ],
});
