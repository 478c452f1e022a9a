import { briefed, defineChaosType } from "@eval/core";
import {
  healLatency,
  injectLatency,
  latencyInForce,
  latencyRepair,
  networkNeeds,
  networkRepair,
  type LatencyPlan,
} from "@eval/docker-kit";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { promptMs } from "../inspection.js";
import { clientPort, peerPort } from "../settings.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { removeMember } from "./remove-member.js";

const delayMs = z
  .int()
  .min(2 * promptMs)
  .max(400);

const params = z
  .strictObject({
    role: role.default("follower").describe("who is slow"),
    min_ms: delayMs.default(120).describe("least delay of all that it sends"),
    max_ms: delayMs.default(220).describe("greatest delay, at least min_ms"),
  })
  .refine(({ min_ms, max_ms }) => min_ms <= max_ms, { error: "min_ms must not exceed max_ms", path: ["min_ms"] });

type Params = z.infer<typeof params>;
type Plan = MemberPlan & { min_ms: number; max_ms: number };

/** Answered by the member itself, without a word with the others. */
const request = { port: clientPort, text: "GET /version HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\n\r\n" };

export const latency = defineChaosType<EtcdCluster, Params, Plan>({
  summary: "Everything that a member sends comes late, to its peers and to clients",
  params,
  needs: [networkNeeds.delay],
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // What delays is in its container's network, which is made anew.
  healsByRestart: () => true,

  async plan(cluster, { role: wanted, min_ms, max_ms }, context) {
    return { ...(await planMember(cluster, wanted, context)), min_ms, max_ms };
  },

  async inject(cluster, plan, context) {
    return await injectLatency(cluster.docker, delayOf(plan), context);
  },

  async inForce(cluster, plan, context) {
    return await latencyInForce(cluster.docker, delayOf(plan), context);
  },

  async cleanup(cluster, { node }, context) {
    await healLatency(cluster.docker, { node }, context);
  },

  concerns: concernsMember,

  remedy: ({ node }, metadata, briefing) =>
    networkRepair((tool) => briefed(briefing, tool, node), { node, repairs: latencyRepair(metadata) }),

  wrongFixes: (plan, _metadata, briefing) => [
    removeMember(plan, briefing),
    {
      name: "defragment",
      why: "its disk was never slow",
      commands: [briefed(briefing, "etcdctl", plan.node, "defrag")],
    },
  ],
});

function delayOf({ node, others, min_ms, max_ms }: Plan): LatencyPlan {
  return {
    node,
    min_ms,
    max_ms,
    ports: [clientPort, peerPort],
    towards: others.map((peer) => ({ peer, port: peerPort })),
    request,
    control: others[0] ?? null,
    backend: "auto",
  };
}
