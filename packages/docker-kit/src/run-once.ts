import { posix } from "node:path";
import type { Context } from "@eval/core";
import type { ContainerCreateOptions } from "dockerode";
import { cleanUpContext } from "./clean-up-context.js";
import type { FileSpec } from "./cluster-spec.js";
import type { Engine } from "./engine.js";
import type { ExecEnd } from "./exec.js";
import { readWhole, takeApart } from "./frames.js";
import { labelsOf, type Identity } from "./labels.js";
import { orAborted } from "./outcome.js";
import { removeContainers } from "./sweep.js";
import { packTar } from "./tar.js";

/** A container beside a cluster. It carries the cluster's id, so that a sweep finds it; name and labels tell nothing else. */
export interface SidecarSpec {
  identity: Identity;
  image: string;
  argv: readonly string[];
  /** A network's name, `container:NAME` for the namespace of that container, or `none`. @default "none" */
  network?: string;
  volumes?: readonly { name: string; at: string }[];
  /** Linux capabilities beyond the usual ones: `NET_ADMIN`. */
  capAdd?: readonly string[];
  /** @default the engine's choice */
  name?: string;
}

/** Runs a program in a container of its own and waits for its end. The container is removed whatever happens. */
export async function runOnce(
  engine: Engine,
  { stdin, ...spec }: SidecarSpec & { stdin?: string | Buffer },
  context: Context,
): Promise<ExecEnd> {
  const { signal } = context;
  signal.throwIfAborted();
  const options = sidecarOptions(spec);
  const piped = stdin === undefined ? {} : { OpenStdin: true, StdinOnce: true, AttachStdin: true };
  const container = await engine.client.container.create({ ...options, ...piped });
  try {
    const attached = { stream: true, stdout: true, stderr: true, stdin: stdin !== undefined, hijack: true } as const;
    const stream = await orAborted(container.attach(attached), signal);
    const ended = orAborted(container.wait({ condition: "next-exit" }), signal);
    ended.catch(() => undefined);
    await orAborted(container.start(), signal);
    if (stdin !== undefined) stream.end(stdin);
    const output = takeApart(await readWhole(stream, signal));
    const { StatusCode } = (await ended) as { StatusCode: number };
    return { ...output, exitCode: StatusCode };
  } finally {
    await removeContainers(engine, [container.id], cleanUpContext(context));
  }
}

/** Starts a container that goes on beside the cluster until it ends, is removed, or the cluster is. Resolves with its id. */
export async function startSidecar(
  engine: Engine,
  { files = [], ...spec }: SidecarSpec & { files?: readonly FileSpec[] },
  context: Context,
): Promise<string> {
  context.signal.throwIfAborted();
  const container = await engine.client.container.create(sidecarOptions(spec));
  try {
    for (const { path, text } of files) {
      const archive = packTar([{ path: posix.basename(path), content: Buffer.from(text) }]);
      await container.putArchive(archive, { path: posix.dirname(path) });
    }
    await engine.client.container.start(container);
    context.signal.throwIfAborted();
    return container.id;
  } catch (error) {
    await removeContainers(engine, [container.id], cleanUpContext(context));
    throw error;
  }
}

function sidecarOptions(spec: SidecarSpec): ContainerCreateOptions {
  return {
    ...(spec.name === undefined ? {} : { name: spec.name }),
    Image: spec.image,
    Entrypoint: [...spec.argv],
    Cmd: [],
    Labels: labelsOf(spec.identity, "sidecar"),
    HostConfig: {
      NetworkMode: spec.network ?? "none",
      // By itself too, should whoever started it be gone by then.
      AutoRemove: true,
      Binds: (spec.volumes ?? []).map(({ name, at }) => `${name}:${at}`),
      CapAdd: [...(spec.capAdd ?? [])],
    },
  };
}
