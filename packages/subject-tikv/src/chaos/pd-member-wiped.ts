import { briefed, defineChaosType, until, type Briefing } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { whileContainerIs } from "./container-fault.js";
import { configOf, joinScript, restoreMember } from "./pd-member.js";
import { isRunning, killAndWipe } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";

const params = z.strictObject({});
const lastLines = 20;

export const pdMemberWiped = defineChaosType<TikvCluster, z.infer<typeof params>, Target>({
  summary: "A PD server comes back with an empty data folder, and the others do not take it for the member it was",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    return targetOf(cluster, await pickNode(cluster, "pd_follower", context));
  },

  async inject(cluster, { node }, context) {
    await killAndWipe(cluster, node, context);
    await cluster.docker.node(node).start(context);
    await until(async () => ((await isRunning(cluster, node, context)) ? undefined : true), context);
    const { stdout, stderr } = await cluster.docker.node(node).logs({ tail: lastLines }, context);
    const { exitCode } = await cluster.docker.node(node).state(context);
    return { node, exit_code: exitCode, said: `${stdout}${stderr}`.trim() };
  },

  async inForce(cluster, { node }, context) {
    return await whileContainerIs(cluster, { node, status: "exited" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await restoreMember(cluster, node, context);
  },

  concerns: concernsTarget,

  remedy: ({ node, unaffected }, _metadata, briefing) => [
    pdCommand(briefing, "DELETE", `/members/name/${node}`),
    briefed(briefing, "wipe", node),
    join(node, unaffected, briefing),
    // It ends where it asks a peer that has not heard of it yet. Starting what runs changes nothing.
    `for i in 1 2 3; do ${briefed(briefing, "start", node)}; sleep 1; done`,
  ],

  wrongFixes: ({ node, unaffected }, _metadata, briefing) => [
    {
      name: "join_without_removing",
      why: "PD still has the member of that name, and does not let another one in under it",
      commands: [briefed(briefing, "wipe", node), join(node, unaffected, briefing), briefed(briefing, "start", node)],
    },
    {
      name: "start_anew",
      why: "a PD that begins anew knows neither the stores nor the cluster whose data they hold",
      commands: [node, ...others(unaffected)]
        .flatMap((name) => [briefed(briefing, "stop", name), briefed(briefing, "wipe", name)])
        .concat([...others(unaffected), node].map((name) => briefed(briefing, "start", name))),
    },
  ],
});

function join(node: string, unaffected: readonly string[], briefing: Briefing): string {
  return briefed(briefing, "shell", null, `sed -i '${joinScript(others(unaffected))}' ${configOf(node)}`);
}

function others(unaffected: readonly string[]): string[] {
  return unaffected.filter((name) => name.startsWith("pd"));
}
