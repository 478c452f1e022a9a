import { briefed, defineChaosType } from "@eval/core";
import { diskFillInForce, diskFillRepair, emptyDisk, fillDisk, type DiskFillPlan } from "@eval/docker-kit";
import { z } from "zod";
import type { TikvCluster } from "../tikv-cluster.js";
import { knownStore } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({
  fill_percent: z.int().min(75).max(98).default(80).describe("how full the disk shall be, in percent of its size"),
});

/** What people leave lying about. */
const files = ["export.tmp", "core.1", "snapshot.bak", "debug.trace"] as const;

type Plan = Target & DiskFillPlan;

export const diskPressure = defineChaosType<TikvCluster, z.infer<typeof params>, Plan>({
  summary: "A file that is nobody's takes most of the room on a store's disk",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { fill_percent }, context) {
    const node = await pickNode(cluster, "store", context);
    return { ...targetOf(cluster, node), purpose: "data", file: context.random.pick(files), fill_percent };
  },

  async inject(cluster, plan, context) {
    const { id } = await knownStore(cluster, plan.node, context);
    return { store_id: id, ...(await fillDisk(cluster.docker, plan, context)) };
  },

  async inForce(cluster, plan, context) {
    try {
      return await diskFillInForce(cluster.docker, plan, context);
    } catch {
      context.signal.throwIfAborted();
      return "unknown";
    }
  },

  async cleanup(cluster, plan, context) {
    await emptyDisk(cluster.docker, plan, context);
  },

  concerns: concernsTarget,

  remedy: (plan, _metadata, briefing) => [briefed(briefing, "shell", null, diskFillRepair(plan))],

  wrongFixes: ({ node }, metadata, briefing) => [
    forceRemoveStore(metadata, briefing),
    { ...wipeAndStart(node, briefing), why: "the disk is free, and the store that PD knows is gone with all it had" },
  ],
});
