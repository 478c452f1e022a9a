import type { Context } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";
import { run } from "../run.js";
import { serverCommand } from "../settings.js";

/**
 * What a setting would be if the node were started now, from its files alone: it need not be running.
 * Rejects with what the server says when it could not start with them.
 */
export async function configuredSetting(
  cluster: PostgresCluster,
  { node, setting }: { node: string; setting: string },
  { signal }: Context,
): Promise<string> {
  const { record, layout } = cluster;
  const found = record.nodes.find(({ name }) => name === node);
  if (!found) throw new RangeError(`no node ${node}`);
  const [command, args] = serverCommand(record, layout, found);
  const output = await run(command, [...args, "-C", setting], { account: record.account ?? undefined, signal });
  return output.trimEnd();
}
