import { briefed, defineChaosType, until, type Context } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { putInPlace, whileContainerIs } from "./container-fault.js";
import { killNode } from "./kill-node.js";
import { pickNode } from "./targets.js";
import { wipeAndStart } from "./wrong-fixes.js";

const params = z.strictObject({});

type Plan = { node: string };

export const pdLeaderKill = defineChaosType<TikvCluster, z.infer<typeof params>, Plan>({
  summary: "The leader of PD is killed; another one takes over, and from then on none may be lost any more",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => true,

  async plan(cluster, _params, context) {
    return { node: await pickNode(cluster, "pd_leader", context) };
  },

  async inject(cluster, { node }, context) {
    await makeLeader(cluster, node, context);
    const killed = await killNode(cluster, node, context);
    const successor = await until(async () => {
      const leader = await cluster.pdLeader(context).catch(() => undefined);
      return leader === node ? undefined : leader;
    }, context);
    return { ...killed, successor };
  },

  async inForce(cluster, { node }, context) {
    return await whileContainerIs(cluster, { node, status: "exited" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await putInPlace(cluster, node, context);
  },

  remedy: ({ node }, _metadata, briefing) => [briefed(briefing, "start", node)],

  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "remove_member",
      why: "PD has a leader again, of two members where there were three, and the third may not come back",
      commands: [pdCommand(briefing, "DELETE", `/members/name/${node}`), briefed(briefing, "start", node)],
    },
    {
      ...wipeAndStart(node, briefing),
      why: "its data were good; without them it is a stranger who bears a member's name",
    },
  ],
});

/** The leader may have moved since it was planned. */
async function makeLeader(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  if ((await cluster.pdLeader(context)) === node) return;
  await cluster.pd({ method: "POST", path: `/pd/api/v1/leader/transfer/${node}` }, context);
  await until(async () => ((await cluster.pdLeader(context)) === node ? true : undefined), context);
}
