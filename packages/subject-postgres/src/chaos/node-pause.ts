import { briefed, defineChaosType, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import { signalProcess } from "../cluster-processes.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { pickNode } from "./pick-node.js";
import { otherNodes, removeNode, restoreBaseBackup } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["standby", "primary"]).default("standby").describe("whose server is stopped"),
});

type Params = z.infer<typeof params>;
type Plan = Unaffected & { role: Params["role"]; node: string };

export const nodePause = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "All processes of a server stand still, stopped by a signal: it keeps its port and answers nobody",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  // To be heard at all, a request to end comes with the signal to continue.
  healsByRestart: () => true,

  async plan(cluster, { role }, context) {
    const node = await pickNode(cluster, role, context);
    return { role, node, unaffected: role === "primary" ? [] : await otherStandbys(cluster, [node], context) };
  },

  async inject(cluster, { node }, context) {
    for (;;) {
      const processes = await cluster.processes(node);
      if (processes.length === 0) throw new Error(`${node} is not running`);
      if (processes.every(({ state }) => state === "T")) {
        return { node, stopped: processes.length, postmaster: processes[0]?.pid ?? null };
      }
      // The postmaster first: once it stands still there are no new processes.
      for (const entry of processes) if (entry.state !== "T") await signalProcess(entry, "SIGSTOP");
      await context.clock.sleep(5, context.signal);
    }
  },

  async inForce(cluster, { node }) {
    return await stillness(cluster, node);
  },

  async cleanup(cluster, { node }, context) {
    if ((await stillness(cluster, node)) === "absent") return;
    const successor = cluster.startsAsStandby(node) ? undefined : await successorOf(cluster, node, context);
    if (successor !== undefined) {
      await cluster.admin({ verb: "rebuild", node, args: [successor] }, context);
      return;
    }
    for (const entry of await cluster.processes(node)) await signalProcess(entry, "SIGCONT");
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "resume", node)],

  wrongFixes: ({ role, node }, _metadata, briefing) => [
    {
      name: "start",
      why: "its processes are all there, so none is started",
      commands: [briefed(briefing, "start", node)],
    },
    removeNode(node, briefing),
    ...(role === "primary" ? [promoteBeside(node, briefing), restoreBaseBackup(node, briefing)] : []),
  ],
});

function promoteBeside(node: string, briefing: Parameters<typeof removeNode>[1]) {
  const successor = otherNodes(node, briefing)[0] ?? node;
  return {
    name: "promote_and_resume",
    why: "the old primary goes on where it stood, beside the new one",
    commands: [briefed(briefing, "promote", successor), briefed(briefing, "resume", node)],
  };
}

/** The node that was promoted in its place, beside which it would go on as a second primary. */
async function successorOf(cluster: PostgresCluster, node: string, context: Context): Promise<string | undefined> {
  return (await cluster.roles(context)).primaries.find((name) => name !== node);
}

/** Of whatever serves the node now: a server that was started anew stands still no more. */
async function stillness(cluster: PostgresCluster, node: string): Promise<InForce> {
  const processes = await cluster.processes(node);
  const stopped = processes.filter(({ state }) => state === "T").length;
  if (stopped === 0) return "absent";
  return stopped === processes.length ? "present" : "partial";
}
