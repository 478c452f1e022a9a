import { join } from "node:path";
import { mkdir, writeFile } from "node:fs/promises";
import type { Layout } from "./layout.js";
import { readEnd } from "./write-file.js";

const mostBytes = 8 * 1024 * 1024;

/** Copies the end of each log, at most 8 MiB of it. */
export async function collectLogs(layout: Layout, nodes: readonly string[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of [...nodes.map((node) => `${node}.log`), "supervisor.log"]) {
    const text = await readEnd(join(layout.logs, name), mostBytes);
    if (text !== undefined) await writeFile(join(directory, name), text);
  }
}
