import { briefed, defineChaosType, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import { killUntilGone } from "../cluster-processes.js";
import { describeNode } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { pickNode } from "./pick-node.js";
import { revive } from "./revive.js";
import { otherNodes, removeNode } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["standby", "primary"]).default("standby").describe("whose server ends"),
  delay_ms: z
    .int()
    .min(1000)
    .max(60_000)
    .default(3000)
    .describe("until its restart policy brings it back, in ms; longer than between two looks at the cluster"),
});

type Params = z.infer<typeof params>;
type Plan = Unaffected & { role: Params["role"]; node: string; delayMs: number };

export const nodeBlip = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "A server ends, and its restart policy brings it back after a while: nobody needs to do anything",
  params,
  symptom: { withinMs: 2000 },
  selfHeals: () => true,
  healsByRestart: () => true,

  async plan(cluster, { role, delay_ms: delayMs }, context) {
    const node = await pickNode(cluster, role, context);
    const unaffected = role === "primary" ? [] : await otherStandbys(cluster, [node], context);
    return { role, node, delayMs, unaffected };
  },

  async inject(cluster, { node, delayMs }, context) {
    await setRestartPolicy(cluster, { node, policy: String(delayMs) }, context);
    const killed = await cluster.processes(node);
    const pids = new Set(killed.map(({ pid }) => pid));
    // Those alone: the next ones may be there already when the last of these goes.
    const left = async () => (await cluster.processes(node)).filter(({ pid }) => pids.has(pid));
    await killUntilGone(left, context);
    const after = await cluster.inspectNode(node, context);
    return { killed: [...pids], after: describeNode(after), restartAfterMs: after.restartAfterMs };
  },

  async inForce(cluster, { node }, context): Promise<InForce> {
    try {
      const { process } = await cluster.inspectNode(node, context);
      return process === "absent" ? "present" : "absent";
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    await setRestartPolicy(cluster, { node, policy: "off" }, context);
    await revive(cluster, node, context);
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  /** For those who would not wait. */
  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "start", node)],

  wrongFixes: ({ role, node }, _metadata, briefing) => [
    {
      name: "keep_down",
      why: "a node kept down for a closer look does not come back",
      commands: [briefed(briefing, "stop", node)],
    },
    removeNode(node, briefing),
    ...(role === "primary" ? [promoteInHaste(node, briefing)] : []),
  ],
});

function promoteInHaste(node: string, briefing: Parameters<typeof removeNode>[1]) {
  return {
    name: "promote_in_haste",
    why: "the old primary comes back as it went, and then there are two",
    commands: [briefed(briefing, "promote", otherNodes(node, briefing)[0] ?? node)],
  };
}

async function setRestartPolicy(
  cluster: PostgresCluster,
  { node, policy }: { node: string; policy: string },
  context: Context,
): Promise<void> {
  await cluster.admin({ verb: "autorestart", node, args: [policy] }, context);
}
