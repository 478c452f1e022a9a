import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProcess } from "../process/process-table.js";

/** Registers what is to be done once the running test has finished: vitest's `onTestFinished`. */
export type Finish = (work: () => Promise<void>) => void;

/** Makes folders that any user may enter and write to, gone after the test that made them. */
export function scratchFolders(finish: Finish): () => Promise<string> {
  return async () => {
    const path = await mkdtemp(join(tmpdir(), "scratch-"));
    finish(() => rm(path, { recursive: true, force: true }));
    await chmod(path, 0o777);
    return path;
  };
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
