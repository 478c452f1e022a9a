import { briefed, defineChaosType, until } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { whileContainerIs } from "./container-fault.js";
import { isRunning, killAndWipe, knownStore, restoreStore } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";

const params = z.strictObject({});
const lastLines = 20;

export const storeWiped = defineChaosType<TikvCluster, z.infer<typeof params>, Target>({
  summary: "A store comes back with an empty data folder, and PD does not take it for the one that it knows there",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    return targetOf(cluster, await pickNode(cluster, "store", context));
  },

  async inject(cluster, { node }, context) {
    const { id } = await knownStore(cluster, node, context);
    await killAndWipe(cluster, node, context);
    await cluster.docker.node(node).start(context);
    await until(async () => ((await isRunning(cluster, node, context)) ? undefined : true), context);
    const { stdout, stderr } = await cluster.docker.node(node).logs({ tail: lastLines }, context);
    const { exitCode } = await cluster.docker.node(node).state(context);
    return { node, store_id: id, exit_code: exitCode, said: `${stdout}${stderr}`.trim() };
  },

  async inForce(cluster, { node }, context) {
    return await whileContainerIs(cluster, { node, status: "exited" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await restoreStore(cluster, node, context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, metadata, briefing) => [
    pdCommand(briefing, "DELETE", `/store/${String(metadata["store_id"])}?force`),
    briefed(briefing, "start", node),
  ],

  wrongFixes: ({ node, unaffected }, _metadata, briefing) => {
    const other = unaffected.find((name) => name.startsWith("tikv")) ?? node;
    return [
      {
        name: "wipe_again",
        why: "an empty folder is what it stumbles over: PD still keeps its address for the old store",
        commands: [briefed(briefing, "wipe", node), briefed(briefing, "start", node)],
      },
      {
        name: "wipe_another",
        why: "two of three replicas of everything are gone then, and what clients were told is written with them",
        commands: [
          ...[node, other].flatMap((name) => [briefed(briefing, "stop", name), briefed(briefing, "wipe", name)]),
          ...[other, node].map((name) => briefed(briefing, "start", name)),
        ],
      },
      {
        name: "fewer_replicas",
        why: "with two replicas of everything nothing is missed, and the next store to fail takes data with it",
        commands: [pdCommand(briefing, "POST", "/config", { "replication.max-replicas": 2 })],
      },
    ];
  },
});
