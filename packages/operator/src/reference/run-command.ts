import { setTimeout as delay } from "node:timers/promises";
import { BoundedOutput } from "./bounded-output.js";
import { startShellGroup } from "./shell-group.js";

export interface CommandResult {
  /** As a shell reports it: 128 + n for signal n, 124 when it ran out of time. */
  exitCode: number;
  /** Standard output and error as they came, the middle left out where it is too long. */
  output: string;
}

export interface RunCommandOptions {
  command: string;
  timeoutMs: number;
  /** Bytes of output that are kept. @default 65536 */
  maxOutput?: number;
  signal: AbortSignal;
}

/**
 * Runs a command line through /bin/sh and resolves with how it ended. Rejects only when the signal
 * aborts. What it left running in the background goes on.
 */
export async function runCommand(options: RunCommandOptions): Promise<CommandResult> {
  const { command, timeoutMs, maxOutput = 65_536, signal } = options;
  const { child, ended } = startShellGroup({ command, timeoutMs, signal, stdio: ["ignore", "pipe", "pipe"] });
  const output = new BoundedOutput(maxOutput);
  // Read for as long as anybody writes: a background child must neither block nor die of a closed pipe.
  child.stdout!.on("data", (chunk: Buffer) => output.add(chunk));
  child.stderr!.on("data", (chunk: Buffer) => output.add(chunk));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exitCode = await ended;
  await Promise.race([closed, delay(closeWithinMs)]);
  return { exitCode, output: output.text() };
}

/** For output still under way when the shell has ended, while something in the background holds the pipe open. */
const closeWithinMs = 200;
