import type { Context } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";

/**
 * Brings a node that is down back into its place: started as it is, or rebuilt where another node has
 * become the primary meanwhile, beside which it would be a second one. A running node is left alone.
 * Waits until whatever is being done to the node is done: a restart goes on although nobody waits for it any more.
 */
export async function revive(cluster: PostgresCluster, node: string, context: Context): Promise<void> {
  await cluster.admin({ verb: "resume", node }, context);
  const { process } = await cluster.inspectNode(node, context);
  if (process !== "absent") return;
  const { primaries } = await cluster.roles(context);
  const verb = primaries.length > 0 && !cluster.startsAsStandby(node) ? "rebuild" : "start";
  await cluster.admin({ verb, node }, context);
}
