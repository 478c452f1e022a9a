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
import type { TikvCluster } from "../tikv-cluster.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["store", "pd_follower"]).default("store").describe("what kind of server is cut off"),
});

type Params = z.infer<typeof params>;
type Plan = Target & { role: Params["role"] };

export const networkPartition = defineChaosType<TikvCluster, Params, Plan>({
  summary: "A server's firewall drops all that passes between it and the other servers; clients still reach it",
  params,
  needs: [networkNeeds.firewall],
  // PD is told by what it does not hear any more.
  symptom: { withinMs: 9000 },
  selfHeals: () => false,
  // Its network is made anew, and the rules were the old one's.
  healsByRestart: () => true,

  async plan(cluster, { role }, context) {
    return { role, ...targetOf(cluster, await pickNode(cluster, role, context)) };
  },

  async inject(cluster, plan, context) {
    const storeId = await cluster.storeId(plan.node, context);
    return {
      ...(storeId === undefined ? {} : { store_id: storeId }),
      ...(await injectPartition(cluster.docker, cutOf(plan), context)),
    };
  },

  async inForce(cluster, plan, context) {
    try {
      return await partitionInForce(cluster.docker, cutOf(plan), context);
    } catch {
      context.signal.throwIfAborted();
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    await healPartition(cluster.docker, { node }, context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, _metadata, briefing) =>
    networkRepair((tool) => briefed(briefing, tool, node), { node, repairs: partitionRepair }),

  wrongFixes: ({ role, node }, metadata, briefing) => [
    ...(role === "store" ? [forceRemoveStore(metadata, briefing)] : []),
    { ...wipeAndStart(node, briefing), why: "nothing was wrong with its data, and without them it is a stranger" },
  ],
});

function cutOf({ node, unaffected }: Plan): PartitionPlan {
  return { node, peers: unaffected, ports: null };
}
