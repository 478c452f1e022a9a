import { HarnessError, type Context } from "@eval/core";
import { clusterAccount, setupAccount } from "./account.js";
import { candidateFolders, folderName, isFolder, removeClusterFolder } from "./cluster-folder.js";
import { belongsTo, clusterProcesses } from "./cluster-processes.js";
import { clusterUids } from "./cluster-uids.js";
import { thisHost } from "./host.js";
import { layoutOf, type Layout } from "./layout.js";
import { listProcesses } from "./process-table.js";
import { releaseSharedMemory } from "./shared-memory.js";
import { endProcesses } from "./supervisor-launch.js";

/** Removes whatever of a cluster of this id is on the host. */
export async function sweepCluster(clusterId: string, context: Context): Promise<void> {
  const folders = new Set([...candidateFolders(clusterId, thisHost()), ...(await foldersOfProcesses(clusterId))]);
  for (const folder of folders) await removeCluster(layoutOf(folder), context);
}

/** Where processes of that cluster say it is: whoever made it may have had another folder for temporary things. */
async function foldersOfProcesses(clusterId: string): Promise<string[]> {
  const name = folderName(clusterId);
  const places = (words: readonly string[]) =>
    words
      .flatMap((word) => word.split(" "))
      .flatMap((word) => {
        const at = word.indexOf(`/${name}/`);
        return word.startsWith("/") && at >= 0 ? [word.slice(0, at + name.length + 1)] : [];
      });
  const uids = clusterUids();
  const processes = (await listProcesses((words) => places(words).length > 0)).filter(({ uid }) => uids.includes(uid));
  const folders = processes.flatMap((entry) =>
    places(entry.arguments).filter((folder) => belongsTo(entry, layoutOf(folder))),
  );
  return [...new Set(folders)];
}

/** Ends the cluster's processes and removes its folders, until none is left. */
export async function removeCluster(layout: Layout, context: Context): Promise<void> {
  const host = thisHost();
  const nodes = clusterAccount(host);
  const setup = nodes && setupAccount(host);
  const uids = clusterUids();
  // A set-up that was cut short may make one more file or process while this runs.
  for (let attempt = 0; attempt < 5; attempt++) {
    await endProcesses(layout, uids, context);
    if ((await isFolder(layout.dataRoot)) || (await isFolder(layout.setup))) {
      await releaseSharedMemory(layout, { nodes, setup, signal: context.signal });
    }
    await removeClusterFolder(layout);
    if ((await clusterProcesses(layout, uids)).length === 0) return;
  }
  throw new HarnessError("destroy_failed", { details: { folder: layout.folder } });
}
