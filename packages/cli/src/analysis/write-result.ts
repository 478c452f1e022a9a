import type { Io } from "../io.js";
import { renderers, type Format } from "./render-result.js";
import type { Result } from "./result.js";

/** Prints a result on standard output; returns its exit code. */
export function writeResult(result: Result, { format, io }: { format: Format; io: Io }): number {
  const { columns, isTerminal } = io.stdout;
  io.stdout.write(renderers[format](result, { columns, isTerminal, program: io.program }));
  return result.exitCode;
}
