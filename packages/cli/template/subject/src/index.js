/** The subject: how its clusters come and go, and the ways to hurt them. */
import { briefed, defineChaosType, defineSubject } from "@eval/core";
import { z } from "zod";
import { Register, nodes } from "./register.js";

// docs:chaos
/** @type {import("@eval/core").ChaosType<Register, { node?: string | undefined }, { node: string }>} */
const nodeKill = defineChaosType({
  summary: "One node is killed, and stays down",
  params: z.strictObject({ node: z.enum(nodes).optional().describe("Which one; else the seed decides") }),
  symptom: { withinMs: 1_000 },
  selfHeals: () => false,
  healsByRestart: () => true,
  plan: async (_cluster, { node }, context) => ({ node: node ?? context.random.pick(nodes) }),
  inject: async (cluster, { node }, context) => {
    await cluster.administer(`kill ${node}`, context);
    const answers = await cluster.answers(node, context);
    if (answers) throw new Error(`${node} still answers after it was killed`);
    return { node, answers };
  },
  inForce: async (cluster, { node }, context) => ((await cluster.answers(node, context)) ? "absent" : "present"),
  cleanup: async (cluster, { node }, context) => {
    await cluster.administer(`start ${node}`, context);
  },
  concerns: ({ node }, ticket) => ticket.target === null || ticket.target === node,
  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "start", node)],
  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "start_empty",
      why: "the node answers again, and what clients wrote to it is gone",
      commands: [briefed(briefing, "wipe", node), briefed(briefing, "start", node)],
    },
    {
      name: "restart_another",
      why: "the nodes that answer are not the ones that are down",
      commands: nodes.filter((each) => each !== node).map((each) => briefed(briefing, "restart", each)),
    },
  ],
});
// docs:end

// docs:subject
export default defineSubject({
  name: "my-subject",
  summary: "Numbers spread over three small servers, without copies",
  options: z.strictObject({}),
  chaos: { node_kill: nodeKill },
  // Node runs it, so there is nothing that this host could lack.
  preflight: async () => [],
  create: async (_options, context) => {
    const cluster = Register.of(context.clusterId);
    await cluster.start(context);
    return cluster;
  },
  attach: async (handle) => {
    const { folder } = /** @type {{ folder: string }} */ (handle);
    const cluster = new Register(folder);
    return cluster.exists() ? cluster : undefined;
  },
  sweep: (clusterId, context) => Register.of(clusterId).destroy(context),
});
// docs:end
