import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@eval/core";
import type { DockerCluster } from "@eval/docker-kit";

const mostLines = 20_000;

/** Copies the end of what each member logged, one file for each. */
export async function collectLogs({ nodes }: DockerCluster, directory: string, context: Context): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const node of nodes) {
    const { stdout, stderr } = await node.logs({ tail: mostLines }, context);
    await writeFile(join(directory, `${node.name}.log`), stdout + stderr);
  }
}
