import { posix } from "node:path";
import type { Context } from "@eval/core";
import type { ContainerCreateOptions } from "dockerode";
import type { ClusterSpec, FileSpec, NodeSpec } from "./cluster-spec.js";
import { adminOptions, nodeOptions, volumeOptions } from "./container-options.js";
import type { Engine } from "./engine.js";
import { labelsOf, type Identity } from "./labels.js";
import { networkName } from "./names.js";
import { allSettled } from "./outcome.js";
import { packTar } from "./tar.js";

export interface Making {
  engine: Engine;
  identity: Identity;
  spec: ClusterSpec;
}

/**
 * Makes the network, the volumes and the admin container that keeps them. Whatever it began is finished when it
 * settles, so a sweep after a failure or an abort finds all of it.
 */
export async function makeGround({ engine, identity, spec }: Making, { signal }: Context): Promise<void> {
  signal.throwIfAborted();
  const volumes = spec.nodes.flatMap((node) => volumeOptions(identity, node));
  await allSettled<unknown>([
    engine.client.network.create({
      Name: networkName(identity),
      CheckDuplicate: true,
      Labels: labelsOf(identity, "network"),
    }),
    ...volumes.map((options) => engine.docker.createVolume(options)),
  ]);
  signal.throwIfAborted();
  await startContainer(engine, { options: adminOptions(identity, spec) }, signal);
}

/** Makes and starts nodes side by side, each with its files. */
export async function startNodes(
  { engine, identity }: Pick<Making, "engine" | "identity">,
  nodes: readonly NodeSpec[],
  { signal }: Context,
): Promise<void> {
  await allSettled(
    nodes.map((node) =>
      startContainer(engine, { options: nodeOptions(identity, node), files: node.files ?? [] }, signal),
    ),
  );
}

/**
 * By testcontainers' runtime client: its GenericContainer publishes ports on all addresses of the host, joins the
 * default network too as soon as there are host names, and waits for ports that a node may have reason not to open.
 */
async function startContainer(
  { client }: Engine,
  { options, files = [] }: { options: ContainerCreateOptions; files?: readonly FileSpec[] },
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const container = await client.container.create(options);
  for (const { path, text } of files) {
    signal.throwIfAborted();
    const archive = packTar([{ path: posix.basename(path), content: Buffer.from(text) }]);
    await container.putArchive(archive, { path: posix.dirname(path) });
  }
  signal.throwIfAborted();
  await client.container.start(container);
}
