import type { Io } from "../io.js";
import type { Charts } from "./charts.js";
import { renderers, type Format } from "./render-result.js";
import type { Result } from "./result.js";

/** Prints a result on standard output; returns its exit code. */
export function writeResult(
  result: Result,
  { format, io, charts }: { format: Format; io: Io; charts: Charts | null },
): number {
  const { columns, isTerminal } = io.stdout;
  io.stdout.write(renderers[format](result, { columns, isTerminal, program: io.program, charts }));
  return result.exitCode;
}
