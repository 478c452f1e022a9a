import type { Context } from "@eval/core";
import type { ConfigFile } from "../config-files.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { revive } from "./revive.js";

/**
 * Puts a configuration file back as it is in a fresh cluster, on this node and on whichever is the primary
 * now, and sees to it that they run. Gives their names: a running one has yet to read it.
 */
export async function restoreFile(
  cluster: PostgresCluster,
  { node, file }: { node: string; file: ConfigFile },
  context: Context,
): Promise<string[]> {
  const restore = async (name: string) => {
    // Before anything else: it may be what keeps the node from starting.
    await cluster.writeConfig(name, file, cluster.freshConfig(file));
    await revive(cluster, name, context);
  };
  await restore(node);
  const { primaries } = await cluster.roles(context);
  const others = primaries.filter((name) => name !== node);
  for (const name of others) await restore(name);
  return [node, ...others];
}
