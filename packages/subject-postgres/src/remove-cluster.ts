import { HarnessError, type Context } from "@eval/core";
import { clusterAccount } from "./account.js";
import { candidateFolders, isFolder, removeClusterFolder } from "./cluster-folder.js";
import { clusterProcesses } from "./cluster-processes.js";
import { clusterUids } from "./cluster-uids.js";
import { thisHost } from "./host.js";
import { layoutOf, type Layout } from "./layout.js";
import { releaseSharedMemory } from "./shared-memory.js";
import { endProcesses } from "./supervisor-launch.js";

/** Removes whatever of a cluster of this id is on the host. */
export async function sweepCluster(clusterId: string, context: Context): Promise<void> {
  for (const folder of candidateFolders(clusterId, thisHost())) await removeCluster(layoutOf(folder), context);
}

/** Ends the cluster's processes and removes its folders, until none is left. */
export async function removeCluster(layout: Layout, context: Context): Promise<void> {
  const uids = clusterUids();
  // A set-up that was cut short may make one more file or process while this runs.
  for (let attempt = 0; attempt < 5; attempt++) {
    await endProcesses(layout, uids, context);
    if (await isFolder(layout.dataRoot)) {
      await releaseSharedMemory(layout, { account: clusterAccount(thisHost()), signal: context.signal });
    }
    await removeClusterFolder(layout);
    if ((await clusterProcesses(layout, uids)).length === 0) return;
  }
  throw new HarnessError("destroy_failed", { details: { folder: layout.folder } });
}
