import { defineChaosType, type Context, type JsonObject } from "@eval/core";
import { z } from "zod";
import { briefed } from "../briefed-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { knownStore } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({
  fill_percent: z.int().min(75).max(98).default(80).describe("share of the free space that is taken, in percent"),
});

/** What people leave lying about. */
const files = ["export.tmp", "core.1", "snapshot.bak", "debug.trace"] as const;

type Plan = Target & { fill_percent: number; file: string };

export const diskPressure = defineChaosType<TikvCluster, z.infer<typeof params>, Plan>({
  summary: "A file that is nobody's takes most of the free space of a store's disk",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { fill_percent }, context) {
    const node = await pickNode(cluster, "store", context);
    return { ...targetOf(cluster, node), fill_percent, file: context.random.pick(files) };
  },

  async inject(cluster, plan, context) {
    const { id } = await knownStore(cluster, plan.node, context);
    const before = await space(cluster, plan.node, context);
    if (before.type !== "tmpfs") throw new Error(`the data of ${plan.node} are not on a volume of their own`);
    const taken = Math.floor((before.available_kib * plan.fill_percent) / 100);
    await cluster.admin(["fallocate", "--length", `${taken}KiB`, pathOf(plan)], context);
    // Nothing more is tried: a disk that is full for an instant ends a store, which is another fault.
    const after = await space(cluster, plan.node, context);
    // The store goes on writing meanwhile, and little.
    if (after.available_kib > before.available_kib - taken / 2) throw new Error("the space is as free as before");
    return { node: plan.node, store_id: id, file: plan.file, taken_kib: taken, before, after };
  },

  async inForce(cluster, plan, context) {
    try {
      const { stdout } = await cluster.docker.admin.exec(["stat", "--format=%s", pathOf(plan)], {}, context);
      return Number(stdout.trim()) > 0 ? "present" : "absent";
    } catch {
      context.signal.throwIfAborted();
      return "unknown";
    }
  },

  async cleanup(cluster, plan, context) {
    await cluster.admin(["rm", "-f", pathOf(plan)], context);
  },

  concerns: concernsTarget,

  remedy: (plan, _metadata, briefing) => [briefed(briefing, "shell", null, `rm ${pathOf(plan)}`)],

  wrongFixes: ({ node }, metadata, briefing) => [
    forceRemoveStore(metadata, briefing),
    { ...wipeAndStart(node, briefing), why: "the disk is free, and the store that PD knows is gone with all it had" },
  ],
});

/** In the store's own data folder, as the admin container sees it. */
function pathOf({ node, file }: Pick<Plan, "node" | "file">): string {
  return `/nodes/${node}/data/${file}`;
}

type Space = { type: string; size_kib: number; available_kib: number };

async function space(cluster: TikvCluster, node: string, context: Context): Promise<Space & JsonObject> {
  const words = await cluster.admin(["df", "-k", "--output=fstype,size,avail", `/nodes/${node}/data`], context);
  const [type = "", size, available] = words.trim().split("\n").at(-1)?.trim().split(/\s+/) ?? [];
  return { type, size_kib: Number(size), available_kib: Number(available) };
}
