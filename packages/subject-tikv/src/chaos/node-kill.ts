import { briefed, defineChaosType } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { putInPlace, whileContainerIs } from "./container-fault.js";
import { killNode } from "./kill-node.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, unsafeRecovery, wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({
  role: z.enum(["store", "pd_follower"]).default("store").describe("what kind of server is killed"),
});

type Params = z.infer<typeof params>;
type Plan = Target & { role: Params["role"] };

export const nodeKill = defineChaosType<TikvCluster, Params, Plan>({
  summary: "A server is killed at once, as when a host runs out of memory, and is not started again",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, { role }, context) {
    return { role, ...targetOf(cluster, await pickNode(cluster, role, context)) };
  },

  async inject(cluster, { node }, context) {
    return await killNode(cluster, node, context);
  },

  async inForce(cluster, { node }, context) {
    return await whileContainerIs(cluster, { node, status: "exited" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await putInPlace(cluster, node, context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "start", node)],

  wrongFixes: ({ role, node }, metadata, briefing) =>
    role === "store"
      ? [forceRemoveStore(metadata, briefing), unsafeRecovery(metadata, briefing), wipeAndStart(node, briefing)]
      : [
          {
            name: "remove_member",
            why: "a member that was removed may not come back with its old data, and two are left of three",
            commands: [pdCommand(briefing, "DELETE", `/members/name/${node}`), briefed(briefing, "start", node)],
          },
          {
            ...wipeAndStart(node, briefing),
            why: "its data were good; without them it is a stranger who bears a member's name",
          },
        ],
});
