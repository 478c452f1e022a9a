import { posix } from "node:path";
import type { Context } from "@eval/core";
import type Dockerode from "dockerode";
import type { ContainerCreateOptions } from "dockerode";
import type { ClusterSpec, NodeSpec } from "./cluster-spec.js";
import { adminOptions, nodeOptions, volumeOptions } from "./container-options.js";
import type { Engine } from "./engine.js";
import { execIn } from "./exec.js";
import { labelsOf, type Identity } from "./labels.js";
import { adminName, containerName, keptAt, networkName } from "./names.js";
import { allSettled } from "./outcome.js";
import { packTar, type TarEntry } from "./tar.js";

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
  await startContainer(engine, adminOptions(identity, spec), signal);
}

/**
 * Makes nodes side by side, gives them their files, and starts them; seeds first. Others are only made then: a name
 * that is known before its container's network works makes whoever asks for it wait for a second.
 */
export async function startNodes(
  making: Pick<Making, "engine" | "identity">,
  nodes: readonly NodeSpec[],
  context: Pick<Context, "signal">,
): Promise<void> {
  for (const group of [nodes.filter(({ seed }) => seed), nodes.filter(({ seed }) => !seed)]) {
    if (group.length > 0) await startSideBySide(making, group, context);
  }
}

async function startSideBySide(
  { engine, identity }: Pick<Making, "engine" | "identity">,
  nodes: readonly NodeSpec[],
  { signal }: Pick<Context, "signal">,
): Promise<void> {
  signal.throwIfAborted();
  const made = await allSettled(
    nodes.map(async (node) => ({
      node,
      container: await engine.client.container.create(nodeOptions(identity, node)),
    })),
  );
  signal.throwIfAborted();
  await putFiles({ engine, identity }, made, signal);
  signal.throwIfAborted();
  await allSettled(made.map(async ({ container }) => await engine.client.container.start(container)));
}

type Made = { node: NodeSpec; container: Dockerode.Container };

/**
 * What lies in volumes is written by the admin container, for all nodes at once: the engine starts a program of
 * its own for each archive that it unpacks.
 */
async function putFiles(
  { engine, identity }: Pick<Making, "engine" | "identity">,
  made: readonly Made[],
  signal: AbortSignal,
): Promise<void> {
  const kept: TarEntry[] = [];
  for (const { node, container } of made) {
    for (const { path, text } of node.files ?? []) {
      const content = Buffer.from(text);
      const at = placeInAdmin(node, path);
      if (at !== undefined) {
        kept.push({ path: at.slice(1), content });
        continue;
      }
      signal.throwIfAborted();
      await container.putArchive(packTar([{ path: posix.basename(path), content }]), { path: posix.dirname(path) });
    }
  }
  if (kept.length === 0) return;
  const admin = engine.client.container.getById(containerName(identity, adminName));
  const unpack = { argv: ["tar", "-x", "-C", "/"], stdin: packTar(kept) };
  const { exitCode, stderr } = await execIn(admin, unpack, { signal });
  if (exitCode !== 0) throw new Error(`the files of the nodes could not be written: ${stderr.trim()}`);
}

/** Where the admin container sees a node's file; undefined when it lies in none of its volumes. */
export function placeInAdmin({ name, volumes }: Pick<NodeSpec, "name" | "volumes">, path: string): string | undefined {
  const volume = volumes.find(({ at }) => path.startsWith(`${at}/`));
  return volume && `${keptAt(name, volume.purpose)}${path.slice(volume.at.length)}`;
}

/**
 * By testcontainers' runtime client: its GenericContainer publishes ports on all addresses of the host, joins the
 * default network too as soon as there are host names, and waits for ports that a node may have reason not to open.
 */
async function startContainer({ client }: Engine, options: ContainerCreateOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const container = await client.container.create(options);
  signal.throwIfAborted();
  await client.container.start(container);
}
