import { briefed, defineChaosType, until, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { knownStore } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({});

export const storeGrpcPaused = defineChaosType<TikvCluster, z.infer<typeof params>, Target>({
  summary: "A store takes no requests from clients or other stores, and goes on telling PD that it is up",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, _params, context) {
    return targetOf(cluster, await pickNode(cluster, "store", context));
  },

  async inject(cluster, { node }, context) {
    const before = await cluster.ping(node, context);
    const { id } = await knownStore(cluster, node, context);
    await cluster.store(node, { method: "PUT", path: "/pause_grpc" }, context);
    const after = await until(async () => {
      const ping = await cluster.ping(node, context);
      return "error" in ping ? ping : undefined;
    }, context);
    return { node, store_id: id, before, after };
  },

  async inForce(cluster, { node }, context) {
    return await isPaused(cluster, node, context);
  },

  async cleanup(cluster, { node }, context) {
    if ((await isPaused(cluster, node, context)) === "absent") return;
    await cluster.store(node, { method: "PUT", path: "/resume_grpc" }, context);
    await until(async () => ("ms" in (await cluster.ping(node, context)) ? true : undefined), context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "store", node, "PUT", "/resume_grpc")],

  wrongFixes: ({ node }, metadata, briefing) => [
    forceRemoveStore(metadata, briefing),
    {
      name: "evict_leaders",
      why: "clients are served by other stores, and this one still takes nothing from anybody",
      commands: [
        pdCommand(briefing, "POST", "/schedulers", {
          name: "evict-leader-scheduler",
          store_id: Number(metadata["store_id"]),
        }),
      ],
    },
    wipeAndStart(node, briefing),
  ],
});

/** Whether its status port answers while nobody answers requests. A store that is not running has nothing paused. */
async function isPaused(cluster: TikvCluster, node: string, context: Context): Promise<InForce> {
  try {
    const { status } = await cluster.docker.node(node).state(context);
    if (status === "missing" || status === "exited") return "absent";
    if ("ms" in (await cluster.ping(node, context))) return "absent";
    await cluster.store(node, { path: "/status" }, context);
    return "present";
  } catch {
    context.signal.throwIfAborted();
    return "unknown";
  }
}
