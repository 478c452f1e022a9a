import type { Context } from "@eval/core";
import { cleanUpContext } from "./clean-up-context.js";
import type { Engine } from "./engine.js";
import type { ExecEnd } from "./exec.js";
import { readWhole, takeApart } from "./frames.js";
import { orAborted } from "./outcome.js";
import { piping, sidecarOptions, type SidecarSpec } from "./sidecar.js";
import { removeContainers } from "./sweep.js";

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
