import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Context } from "@eval/core";
import { cleanUpContext } from "./clean-up-context.js";
import type { Engine } from "./engine.js";
import { takeApart } from "./frames.js";
import { orAborted } from "./outcome.js";
import { piping, sidecarOptions, type SidecarSpec } from "./sidecar.js";
import { removeContainers } from "./sweep.js";

/**
 * Starts a container that goes on beside the cluster until it ends, is removed, or the cluster is. Resolves with its id,
 * once it has been handed its standard input (a program that comes that way lies in no file and is no argument) and has
 * said the word on a line of its own, where there is one. Rejects with what it said when it ends before.
 */
export async function startSidecar(
  engine: Engine,
  { stdin = "", ready, ...spec }: SidecarSpec & { stdin?: string; ready?: string },
  context: Context,
): Promise<string> {
  context.signal.throwIfAborted();
  const container = await engine.client.container.create({ ...sidecarOptions(spec), ...piping });
  try {
    const listens = ready !== undefined;
    const attached = { stream: true, stdin: true, stdout: listens, stderr: listens, hijack: true } as const;
    const stream = await orAborted(container.attach(attached), context.signal);
    await engine.client.container.start(container);
    context.signal.throwIfAborted();
    const settled = ready === undefined ? finished(stream.resume()) : saying(ready, stream);
    stream.end(stdin);
    await orAborted(settled, context.signal);
    return container.id;
  } catch (error) {
    await removeContainers(engine, [container.id], cleanUpContext(context));
    throw error;
  }
}

/** Leaves the stream as soon as the word was said; what is said later goes nowhere. */
async function saying(word: string, stream: NodeJS.ReadableStream): Promise<void> {
  let frames = Buffer.alloc(0);
  for await (const chunk of stream as Readable) {
    frames = Buffer.concat([frames, Buffer.from(chunk as Uint8Array)]);
    if (takeApart(frames).stdout.split("\n").includes(word)) return;
  }
  const { stdout, stderr } = takeApart(frames);
  throw new Error(`it ended before it was at work, saying: ${stderr.trim() || stdout.trim() || "nothing"}`);
}
