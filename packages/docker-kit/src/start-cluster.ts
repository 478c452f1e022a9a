import { HarnessError, type Context } from "@eval/core";
import { cleanUpContext } from "./clean-up-context.js";
import type { ClusterSpec } from "./cluster-spec.js";
import { DockerCluster } from "./docker-cluster.js";
import { connectEngine, preferEngine, type Engine } from "./engine.js";
import { ensureImage, isStandIn } from "./images.js";
import { allSettled } from "./outcome.js";
import { makeGround, startNodes } from "./start-containers.js";
import { belongings, removeAll } from "./sweep.js";

/**
 * A new cluster under the context's cluster id, all nodes started side by side; whether they are well is for the
 * subject to see. Rejects with `host_lacking` without an engine or an image, and with `create_failed` where
 * something carries that id already, which is left alone. After any other failure or an abort nothing is left.
 */
export async function startCluster(spec: ClusterSpec, context: Context): Promise<DockerCluster> {
  const engine = await connectEngine(context);
  const images = new Set([spec.toolboxImage, ...spec.nodes.map(({ image }) => image)]);
  await allSettled([...images].map((image) => ensureImage(engine, image, context)));
  const { clusterId } = context;
  await refuseTaken(engine, context);
  const standIn = await anyStandIn(engine, spec, context);
  const cluster = new DockerCluster(engine, { subject: spec.subject, clusterId }, { spec, standIn });
  try {
    await makeGround(cluster, context);
    await startNodes(cluster, spec.nodes, context);
    context.signal.throwIfAborted();
    return cluster;
  } catch (error) {
    await removeAll(engine, clusterId, cleanUpContext(context));
    throw error;
  }
}

/**
 * The same cluster from another process, which finds the engine at that socket unless it was told of another; undefined
 * when no container of it is left.
 */
export async function attachCluster(
  { spec, clusterId, socket }: { spec: ClusterSpec; clusterId: string; socket?: string | undefined },
  context: Context,
): Promise<DockerCluster | undefined> {
  if (socket !== undefined) preferEngine(socket);
  const engine = await connectEngine(context);
  const { containers } = await belongings(engine, clusterId, context);
  if (containers.length === 0) return undefined;
  const standIn = await anyStandIn(engine, spec, context);
  return new DockerCluster(engine, { subject: spec.subject, clusterId }, { spec, standIn });
}

async function anyStandIn(engine: Engine, { nodes }: ClusterSpec, context: Context): Promise<boolean> {
  const images = [...new Set(nodes.map(({ image }) => image))];
  return (await allSettled(images.map((image) => isStandIn(engine, image, context)))).includes(true);
}

async function refuseTaken(engine: Engine, context: Context): Promise<void> {
  const { containers, networks, volumes } = await belongings(engine, context.clusterId, context);
  if (containers.length + networks.length + volumes.length === 0) return;
  throw new HarnessError("create_failed", {
    message: `there is already something with the cluster id ${context.clusterId}`,
    hint: `Remove it with \`eval sweep --plugin NAME --cluster ${context.clusterId}\`, or let the harness choose the id.`,
  });
}
