import { until, type Context, type JsonObject } from "@eval/core";
import type { TikvCluster } from "../tikv-cluster.js";

/** Kills a node's container. Resolves once the engine says that it has ended, with what it was before. */
export async function killNode(cluster: TikvCluster, node: string, context: Context): Promise<JsonObject> {
  const container = cluster.docker.node(node);
  const before = await container.state(context);
  const storeId = await cluster.storeId(node, context);
  await container.kill(context);
  const after = await until(async () => {
    const state = await container.state(context);
    return state.status === "exited" ? state : undefined;
  }, context);
  return {
    node,
    ...(storeId === undefined ? {} : { store_id: storeId }),
    before: { ...before },
    after: { ...after },
  };
}
