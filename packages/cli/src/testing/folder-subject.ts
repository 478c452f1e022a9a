import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes `folders.mjs` beside a stage's `fake.mjs`: the subject in memory, whose clusters are also folders in
 * `clusters/`, so that they outlive whoever made them. One called `stuck` cannot be swept.
 */
export async function writeFolderSubject(folder: string): Promise<void> {
  await writeFile(join(folder, "folders.mjs"), source(join(folder, "clusters")));
}

function source(clusters: string): string {
  return `import { mkdirSync, readdirSync, rmSync } from "node:fs";
import fake from "./fake.mjs";
const clusters = ${JSON.stringify(clusters)};
mkdirSync(clusters, { recursive: true });
export default {
  ...fake,
  create: async (options, context) => {
    mkdirSync(clusters + "/" + context.clusterId);
    return fake.create(options, context);
  },
  sweep: async (id, context) => {
    if (id === "stuck") throw new Error("it is stuck");
    rmSync(clusters + "/" + id, { recursive: true, force: true });
    await fake.sweep(id, context);
  },
  listClusters: async () =>
    readdirSync(clusters).map((clusterId) => ({ clusterId, since: "2026-01-02T03:04:05.000Z" })),
  chaos: { node_down: fake.chaos.node_down },
};
`;
}
