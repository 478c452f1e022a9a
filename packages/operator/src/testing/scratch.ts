import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readProcess, readProcessTable } from "../process/process-table.js";

/** A folder that any user may enter and write to, gone after the test. */
export async function scratchFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "scratch-"));
  await chmod(path, 0o777);
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** The number that a process wrote to the file; null until it has. */
export async function readPid(path: string): Promise<number | null> {
  const text = await readText(path);
  return text.endsWith("\n") ? Number(text) : null;
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await readProcess(pid)) !== null;
}

/** Command lines of the processes alive that have the text in theirs. */
export async function processesNaming(text: string): Promise<string[]> {
  const table = (await readProcessTable()) ?? [];
  return table.map((entry) => entry.command).filter((command) => command.includes(text));
}
