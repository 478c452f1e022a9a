import { briefed, defineChaosType, until, type Context } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import { schedulingOf } from "../pd/cluster-facts.js";
import { truthOf } from "../pd/quantities.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { forceRemove, killAndWipe, knownStore, restoreStore, settled, storeOf } from "./store-identity.js";
import { pickNode } from "./targets.js";

/** PD takes this truth value as a text alone. */
const setting = "schedule.halt-scheduling";
const params = z.strictObject({});

type Plan = { node: string };

export const schedulingHalted = defineChaosType<TikvCluster, z.infer<typeof params>, Plan>({
  summary: "A store was replaced by an empty one while scheduling is halted: its replicas are never made again",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    return { node: await pickNode(cluster, "store", context) };
  },

  async inject(cluster, { node }, context) {
    const before = await knownStore(cluster, node, context);
    await halt(cluster, true, context);
    await killAndWipe(cluster, node, context);
    await forceRemove(cluster, before.id, context);
    await cluster.docker.node(node).start(context);
    if ((await settled(cluster, node, context)) !== "up") throw new Error(`PD takes no new store on ${node}`);
    const after = await storeOf(cluster, node, context);
    return {
      node,
      store_id: before.id,
      new_store_id: after?.id ?? null,
      regions: { before: before.regionCount, after: after?.regionCount ?? null },
    };
  },

  async inForce(cluster, _plan, context) {
    try {
      return (await isHalted(cluster, context)) ? "present" : "absent";
    } catch {
      context.signal.throwIfAborted();
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    if (await isHalted(cluster, context)) await halt(cluster, false, context);
    await restoreStore(cluster, node, context);
  },

  remedy: (_plan, _metadata, briefing) => [pdCommand(briefing, "POST", "/config", { [setting]: "false" })],

  wrongFixes: ({ node }, metadata, briefing) => [
    {
      name: "fewer_replicas",
      why: "with two replicas of everything nothing is missed, and the next store to fail takes data with it",
      commands: [
        pdCommand(briefing, "POST", "/config", { [setting]: "false" }),
        pdCommand(briefing, "POST", "/config", { "replication.max-replicas": 2 }),
      ],
    },
    {
      name: "remove_new_store",
      why: "the new store is the only place where the third replica can go",
      commands: [pdCommand(briefing, "DELETE", `/store/${String(metadata["new_store_id"])}?force`)],
    },
    {
      name: "replace_again",
      why: "another empty store is given no replicas either while scheduling is halted",
      commands: [
        briefed(briefing, "stop", node),
        briefed(briefing, "wipe", node),
        pdCommand(briefing, "DELETE", `/store/${String(metadata["new_store_id"])}?force`),
        briefed(briefing, "start", node),
      ],
    },
  ],
});

async function halt(cluster: TikvCluster, halted: boolean, context: Context): Promise<void> {
  await cluster.pd({ method: "POST", path: "/pd/api/v1/config", body: { [setting]: String(halted) } }, context);
  await until(async () => ((await isHalted(cluster, context)) === halted ? true : undefined), context);
}

async function isHalted(cluster: TikvCluster, context: Context): Promise<boolean> {
  const { schedule } = schedulingOf(await cluster.leaderConfig(context));
  return truthOf(schedule["halt-scheduling"]) === true;
}
