import { defineSubject, type Json } from "@eval/core";
import { chaos } from "./chaos/index.js";
import { createFiles } from "./create-cluster.js";
import { ClusterExists, isFolder } from "./cluster-folder.js";
import { layoutOf } from "./layout.js";
import { listClusters } from "./list-clusters.js";
import { options } from "./options.js";
import { PostgresCluster } from "./postgres-cluster.js";
import { preflight } from "./preflight.js";
import { readRecord } from "./record.js";
import { sweepCluster } from "./remove-cluster.js";
import { cleanUpContext } from "./clean-up-context.js";

export type { Options } from "./options.js";
export { PostgresCluster } from "./postgres-cluster.js";

export default defineSubject({
  name: "postgres",
  summary: "A PostgreSQL primary with streaming standbys, as real processes on this host",
  options,
  chaos,

  async preflight(_wanted, context) {
    return await preflight(context);
  },

  async create(wanted, context) {
    try {
      // Whoever calls without the harness may have left the defaults to us.
      const { record, layout } = await createFiles(options.parse(wanted), context);
      return new PostgresCluster(record, layout);
    } catch (error) {
      if (!(error instanceof ClusterExists)) await sweepCluster(context.clusterId, cleanUpContext(context));
      throw error;
    }
  },

  async attach(handle, _context) {
    const folder = folderOf(handle);
    const record = folder === undefined ? undefined : readRecord(folder);
    if (folder === undefined || !record || !(await isFolder(folder))) return undefined;
    return new PostgresCluster(record, layoutOf(folder));
  },

  async sweep(clusterId, context) {
    await sweepCluster(clusterId, context);
  },

  async listClusters() {
    return await listClusters();
  },
});

function folderOf(handle: Json): string | undefined {
  if (handle === null || typeof handle !== "object" || !("folder" in handle)) return undefined;
  return typeof handle.folder === "string" ? handle.folder : undefined;
}
