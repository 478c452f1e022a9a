import { briefed, defineChaosType } from "@eval/core";
import {
  healPartition,
  injectPartition,
  networkNeeds,
  networkRepair,
  partitionInForce,
  partitionRepair,
  type PartitionPlan,
} from "@eval/docker-kit";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { removeMember } from "./remove-member.js";

const params = z.strictObject({ role: role.default("follower").describe("who is cut off from the others") });

type Params = z.infer<typeof params>;

export const networkPartition = defineChaosType<EtcdCluster, Params, MemberPlan>({
  summary: "A member's own firewall drops all that passes between it and the others; clients still reach it",
  params,
  needs: [networkNeeds.firewall],
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // The rules are those of its container's network, which is made anew.
  healsByRestart: () => true,

  async plan(cluster, wanted, context) {
    return await planMember(cluster, wanted.role, context);
  },

  async inject(cluster, plan, context) {
    return await injectPartition(cluster.docker, between(plan), context);
  },

  async inForce(cluster, plan, context) {
    return await partitionInForce(cluster.docker, between(plan), context);
  },

  async cleanup(cluster, { node }, context) {
    await healPartition(cluster.docker, { node }, context);
  },

  concerns: concernsMember,

  remedy: ({ node }, _metadata, briefing) =>
    networkRepair((tool) => briefed(briefing, tool, node), { node, repairs: partitionRepair }),

  wrongFixes: (plan, _metadata, briefing) => [
    removeMember(plan, briefing),
    {
      name: "other_firewalls",
      why: "the others' firewalls drop nothing: it is its own",
      commands: plan.others.map((name) => briefed(briefing, "firewall", name, "-F")),
    },
  ],
});

function between({ node, others }: MemberPlan): PartitionPlan {
  return { node, peers: others, ports: null };
}
