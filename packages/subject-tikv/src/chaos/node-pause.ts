import { briefed, defineChaosType } from "@eval/core";
import { z } from "zod";
import type { TikvCluster } from "../tikv-cluster.js";
import { putInPlace, whileContainerIs } from "./container-fault.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, unsafeRecovery } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["store", "pd_leader", "pd_follower"]).default("store").describe("what kind of server stands still"),
});

type Params = z.infer<typeof params>;
type Plan = Target & { role: Params["role"] };

export const nodePause = defineChaosType<TikvCluster, Params, Plan>({
  summary: "A server's processes stand still where they are: it keeps its connections and answers nobody",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, { role }, context) {
    return { role, ...targetOf(cluster, await pickNode(cluster, role, context)) };
  },

  async inject(cluster, { node }, context) {
    const storeId = await cluster.storeId(node, context);
    const container = cluster.docker.node(node);
    await container.pause(context);
    const after = await container.state(context);
    if (after.status !== "paused") throw new Error(`${node} is ${after.status}, not paused`);
    return { node, ...(storeId === undefined ? {} : { store_id: storeId }), after: { ...after } };
  },

  async inForce(cluster, { node }, context) {
    return await whileContainerIs(cluster, { node, status: "paused" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await putInPlace(cluster, node, context);
  },

  concerns: (plan, ticket) => plan.role === "pd_leader" || concernsTarget(plan, ticket),

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "resume", node)],

  wrongFixes: ({ role, node }, metadata, briefing) => [
    {
      name: "start",
      why: "it is running as far as the engine is concerned, so nothing is started",
      commands: [briefed(briefing, "start", node)],
    },
    ...(role === "store" ? [forceRemoveStore(metadata, briefing), unsafeRecovery(metadata, briefing)] : []),
  ],
});
