import type { Duplex } from "node:stream";
import type { Context } from "@eval/core";
import type Dockerode from "dockerode";
import { readWhole, takeApart, type Output } from "./frames.js";

export interface ExecEnd extends Output {
  exitCode: number;
}

/**
 * Runs a program inside of a running container, without a shell, and waits for its end. Rejects with the
 * engine's status 409 where the container is paused or not running, and when the context aborts; the
 * program itself cannot be ended from outside then, so give it a limit of its own where it could linger.
 */
export async function execIn(
  container: Dockerode.Container,
  { argv, stdin }: { argv: readonly string[]; stdin?: string | Buffer },
  { signal }: Pick<Context, "signal">,
): Promise<ExecEnd> {
  signal.throwIfAborted();
  const attached = { AttachStdout: true, AttachStderr: true, AttachStdin: stdin !== undefined };
  const exec = await container.exec({ Cmd: [...argv], ...attached, abortSignal: signal });
  const stream: Duplex = await exec.start({ hijack: true, stdin: stdin !== undefined, abortSignal: signal });
  if (stdin !== undefined) stream.end(stdin);
  const output = takeApart(await readWhole(stream, signal));
  const { ExitCode } = await exec.inspect({ abortSignal: signal });
  return { ...output, exitCode: ExitCode ?? -1 };
}
