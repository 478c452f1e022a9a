import type { Context, InForce } from "@eval/core";
import type { ContainerStatus } from "@eval/docker-kit";
import type { TikvCluster } from "../tikv-cluster.js";

/** Present while the node's container is in that state, by the engine's word; a vanished container is absent. */
export async function whileContainerIs(
  cluster: TikvCluster,
  { node, status }: { node: string; status: ContainerStatus },
  context: Context,
): Promise<InForce> {
  try {
    return (await cluster.docker.node(node).state(context)).status === status ? "present" : "absent";
  } catch {
    context.signal.throwIfAborted();
    return "unknown";
  }
}

/** Brings a node's container back into its place: running, on the network. One that is missing is left to the reset. */
export async function putInPlace(cluster: TikvCluster, node: string, context: Context): Promise<void> {
  const container = cluster.docker.node(node);
  const { status } = await container.state(context);
  if (status === "missing") return;
  await container.unpause(context);
  await container.connect(context);
  if (status === "exited") await container.start(context);
}
