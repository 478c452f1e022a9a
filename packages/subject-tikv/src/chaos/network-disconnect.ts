import { briefed, defineChaosType, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import type { TikvCluster } from "../tikv-cluster.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["store", "pd_follower"]).default("store").describe("what kind of server is taken off the network"),
});

type Params = z.infer<typeof params>;
type Plan = Target & { role: Params["role"] };

export const networkDisconnect = defineChaosType<TikvCluster, Params, Plan>({
  summary: "A server is taken off the cluster's network; a restart does not bring it back",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { role }, context) {
    return { role, ...targetOf(cluster, await pickNode(cluster, role, context)) };
  },

  async inject(cluster, { node }, context) {
    const storeId = await cluster.storeId(node, context);
    const container = cluster.docker.node(node);
    const before = (await container.ip(context)) ?? null;
    await container.disconnect(context);
    const after = (await container.ip(context)) ?? null;
    if (after !== null) throw new Error(`${node} still has the address ${after}`);
    return { node, ...(storeId === undefined ? {} : { store_id: storeId }), before, after };
  },

  async inForce(cluster, { node }, context) {
    return await isOff(cluster, node, context);
  },

  async cleanup(cluster, { node }, context) {
    if ((await cluster.docker.node(node).state(context)).status === "missing") return;
    await cluster.docker.node(node).connect(context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "connect", node)],

  wrongFixes: ({ role, node }, metadata, briefing) => [
    ...(role === "store" ? [forceRemoveStore(metadata, briefing)] : []),
    {
      ...wipeAndStart(node, briefing),
      why: "nothing was wrong with its data, and without them it is nobody that PD knows",
    },
  ],
});

async function isOff(cluster: TikvCluster, node: string, context: Context): Promise<InForce> {
  try {
    const container = cluster.docker.node(node);
    if ((await container.state(context)).status === "missing") return "absent";
    return (await container.isConnected(context)) ? "absent" : "present";
  } catch {
    context.signal.throwIfAborted();
    return "unknown";
  }
}
