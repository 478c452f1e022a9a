import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { describe } from "@eval/core";
import { usageError } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import type { Charts } from "./charts.js";
import { renderers, type Format } from "./render-result.js";
import { resultJunit } from "./result-junit.js";
import type { Result } from "./result.js";

export interface WriteOptions {
  format: Format;
  /** A file for JUnit XML, as written; CI expects it to be replaced. */
  junit: string | undefined;
  io: Io;
  charts: Charts | null;
}

/** Prints a result on standard output, and into a file where one is asked for; resolves with its exit code. */
export async function writeResult(result: Result, { format, junit, io, charts }: WriteOptions): Promise<number> {
  const { columns, isTerminal } = io.stdout;
  io.stdout.write(renderers[format](result, { columns, isTerminal, program: io.program, charts }));
  if (junit !== undefined) await writeJunit(result, resolve(io.cwd, junit));
  return result.exitCode;
}

/** Rejects with `usage_invalid` where the file cannot be written. */
export async function writeJunit(result: Result, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, resultJunit(result));
  } catch (error) {
    throw usageError(`--junit: ${path} cannot be written: ${describe(error)}`, "Give it another place.");
  }
}
