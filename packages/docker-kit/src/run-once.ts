import { finished } from "node:stream/promises";
import type { Context } from "@eval/core";
import type { ContainerCreateOptions } from "dockerode";
import { cleanUpContext } from "./clean-up-context.js";
import type { Engine } from "./engine.js";
import type { ExecEnd } from "./exec.js";
import { readWhole, takeApart } from "./frames.js";
import { besideOf, labels, labelsOf, type Identity } from "./labels.js";
import { orAborted } from "./outcome.js";
import { removeContainers } from "./sweep.js";

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
  /** The node that it goes on beside, by which it is found again. The engine chooses its name. */
  beside?: string;
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
  const piped = stdin === undefined ? {} : piping;
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

/**
 * Starts a container that goes on beside the cluster until it ends, is removed, or the cluster is. Resolves with its id,
 * once it has been handed its standard input: a program that comes that way lies in no file and is no argument.
 */
export async function startSidecar(
  engine: Engine,
  { stdin, ...spec }: SidecarSpec & { stdin?: string },
  context: Context,
): Promise<string> {
  context.signal.throwIfAborted();
  const piped = stdin === undefined ? {} : piping;
  const container = await engine.client.container.create({ ...sidecarOptions(spec), ...piped });
  try {
    const attached = { stream: true, stdin: true, hijack: true } as const;
    const stream = stdin === undefined ? undefined : await orAborted(container.attach(attached), context.signal);
    await engine.client.container.start(container);
    context.signal.throwIfAborted();
    if (stream) {
      const handedOver = finished(stream.resume());
      stream.end(stdin ?? "");
      await orAborted(handedOver, context.signal);
    }
    return container.id;
  } catch (error) {
    await removeContainers(engine, [container.id], cleanUpContext(context));
    throw error;
  }
}

const piping = { OpenStdin: true, StdinOnce: true, AttachStdin: true };

function sidecarOptions(spec: SidecarSpec): ContainerCreateOptions {
  return {
    Image: spec.image,
    Entrypoint: [...spec.argv],
    Cmd: [],
    Labels: {
      ...labelsOf(spec.identity, "sidecar"),
      ...(spec.beside === undefined ? {} : { [labels.beside]: besideOf(spec.identity, spec.beside) }),
    },
    HostConfig: {
      NetworkMode: spec.network ?? "none",
      // By itself too, should whoever started it be gone by then.
      AutoRemove: true,
      Binds: (spec.volumes ?? []).map(({ name, at }) => `${name}:${at}`),
      CapAdd: [...(spec.capAdd ?? [])],
    },
  };
}
