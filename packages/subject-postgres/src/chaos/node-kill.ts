import { briefed, defineChaosType, type Context } from "@eval/core";
import { z } from "zod";
import { killUntilGone } from "../cluster-processes.js";
import { describeNode } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { pickNode } from "./pick-node.js";
import { revive } from "./revive.js";
import { removeNode, restoreBaseBackup } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["standby", "primary"]).default("standby").describe("whose server is killed"),
});

type Params = z.infer<typeof params>;
type Plan = { role: Params["role"]; node: string };

export const nodeKill = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "A server and all its processes end at once, as when a host runs out of memory",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, { role }, context) {
    return { role, node: await pickNode(cluster, role, context) };
  },

  async inject(cluster, { node }, context) {
    const killed = await cluster.processes(node);
    await killUntilGone(async () => await cluster.processes(node), context);
    const after = await cluster.inspectNode(node, context);
    return { killed: killed.map(({ pid }) => pid), after: describeNode(after) };
  },

  async inForce(cluster, { node }, context) {
    return await isDown(cluster, node, context);
  },

  async cleanup(cluster, { node }, context) {
    await revive(cluster, node, context);
  },

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "restart", node)],

  wrongFixes: ({ role, node }, _metadata, briefing) => [
    removeNode(node, briefing),
    ...(role === "primary" ? [restoreBaseBackup(node, briefing)] : []),
  ],
});

async function isDown(cluster: PostgresCluster, node: string, context: Context) {
  try {
    const { process } = await cluster.inspectNode(node, context);
    return process === "absent" ? "present" : "absent";
  } catch {
    return "unknown";
  }
}
