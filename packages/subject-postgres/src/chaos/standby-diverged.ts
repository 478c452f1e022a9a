import { briefed, defineChaosType, until, type Context } from "@eval/core";
import { z } from "zod";
import { describeNode } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { pickNode } from "./pick-node.js";
import { revive } from "./revive.js";
import { hasHistoryOfItsOwn } from "./timeline-history.js";
import { writeOwnHistory } from "./write-own-history.js";
import { otherNodes, removeNode } from "./wrong-fixes.js";

const params = z.strictObject({});

type Plan = Unaffected & { node: string; primary: string };

/** As for a rehearsal with a copy of the data: whoever takes its version for the right one loses what clients wrote. */
const rehearsal = ["DELETE FROM ledger", "UPDATE account SET balance = 0"];

export const standbyDiverged = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "A standby was a primary for a while, wrote a history of its own, and cannot follow any more",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    const node = await pickNode(cluster, "standby", context);
    const primary = await pickNode(cluster, "primary", context);
    return { node, primary, unaffected: await otherStandbys(cluster, [node], context) };
  },

  async inject(cluster, plan, context) {
    const { node, primary } = plan;
    await cluster.admin({ verb: "stop", node }, context);
    await writeOwnHistory(cluster, { node, statements: rehearsal }, context);
    await cluster.admin({ verb: "follow", node, args: [primary] }, context);
    return await until(async () => await proof(cluster, plan, context), context);
  },

  async inForce(cluster, { node }) {
    try {
      return (await hasHistoryOfItsOwn(cluster, node)) ? "present" : "absent";
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    if (await hasHistoryOfItsOwn(cluster, node)) {
      const { primaries } = await cluster.roles(context);
      await cluster.admin(
        { verb: "rebuild", node, args: primaries.filter((name) => name !== node).slice(0, 1) },
        context,
      );
    } else {
      await revive(cluster, node, context);
    }
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "rebuild", node)],

  wrongFixes: ({ node, primary }, _metadata, briefing) => [
    {
      name: "rebuild_from_it",
      why: "all nodes agree again, on the history without what clients wrote",
      commands: [
        briefed(briefing, "promote", node),
        briefed(briefing, "rebuild", primary, node),
        ...otherNodes(node, briefing)
          .filter((other) => other !== primary)
          .map((other) => briefed(briefing, "rebuild", other, node)),
      ],
    },
    {
      name: "promote",
      why: "it runs well as a primary, beside the other one",
      commands: [briefed(briefing, "promote", node)],
    },
    {
      name: "connect_again",
      why: "the way to the primary is fine; it is the histories that differ",
      commands: [briefed(briefing, "follow", node, primary)],
    },
    removeNode(node, briefing),
  ],
});

/** That it runs as a standby, with a history that no other node knows, and where it stands; undefined while it does not. */
async function proof(cluster: PostgresCluster, { node, primary }: Plan, context: Context) {
  const { nodes } = await cluster.inspect(context);
  const standby = nodes.find(({ name }) => name === node);
  const followed = nodes.find(({ name }) => name === primary);
  if (!standby?.facts?.inRecovery || !(await hasHistoryOfItsOwn(cluster, node))) return undefined;
  return {
    after: describeNode(standby),
    timeline: standby.facts.timeline,
    primaryTimeline: followed?.facts?.timeline ?? null,
    streamsAs: followed?.facts?.standbys.find(({ name }) => name === node)?.state ?? null,
  };
}
