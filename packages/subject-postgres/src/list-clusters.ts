import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterOnHost } from "@eval/core";
import { folderName, isFolder } from "./cluster-folder.js";
import { thisHost, type Host } from "./host.js";
import { layoutOf } from "./layout.js";
import { readRecord } from "./record.js";
import { temporaryFolders } from "./traversable.js";

/** Every cluster that this user has a folder of on this host, the oldest first. */
export async function listClusters(host: Host = thisHost()): Promise<ClusterOnHost[]> {
  const found = await Promise.all(
    temporaryFolders(host).map(async (base) => {
      const names = await readdir(base);
      return await Promise.all(names.map((name) => clusterIn(base, name, host)));
    }),
  );
  return found
    .flat()
    .filter((cluster) => cluster !== undefined)
    .toSorted((a, b) => a.madeAt - b.madeAt)
    .map(({ clusterId, madeAt }) => ({ clusterId, since: new Date(madeAt).toISOString() }));
}

async function clusterIn(
  base: string,
  name: string,
  host: Host,
): Promise<{ clusterId: string; madeAt: number } | undefined> {
  if (!name.startsWith("pg-")) return undefined;
  const folder = join(base, name);
  try {
    const stat = await lstat(folder);
    if (!stat.isDirectory() || (host.uid !== -1 && stat.uid !== host.uid)) return undefined;
    const clusterId = recordedId(folder, name) ?? ((await looksLikeOne(folder)) ? name.slice("pg-".length) : undefined);
    return clusterId === undefined ? undefined : { clusterId, madeAt: await creationOf(folder) };
  } catch {
    // Gone meanwhile.
    return undefined;
  }
}

/** What the creation record says, if it is the record of this folder's cluster. */
function recordedId(folder: string, name: string): string | undefined {
  try {
    const clusterId = readRecord(folder)?.clusterId;
    return clusterId !== undefined && folderName(clusterId) === name ? clusterId : undefined;
  } catch {
    // Cut short while it was written.
    return undefined;
  }
}

/** Its creation was cut short before the record. Anybody may call a folder `pg-…`, and it is theirs. */
async function looksLikeOne(folder: string): Promise<boolean> {
  const { configRoot, bin, backup, archive } = layoutOf(folder);
  return (await Promise.all([configRoot, bin, backup, archive].map(isFolder))).every(Boolean);
}

/** The folder of programs is filled at creation, and by nobody later. */
async function creationOf(folder: string): Promise<number> {
  return (await lstat(layoutOf(folder).bin)).mtimeMs;
}
