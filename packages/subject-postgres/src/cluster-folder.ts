import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account.js";
import type { Host } from "./host.js";
import { layoutOf, type Layout } from "./layout.js";
import { temporaryFolders } from "./traversable.js";

/** The kernel's limit for the path of a unix socket is 107 bytes on Linux and 103 on macOS. */
const longestSocketPath = 100;

/** Where a cluster of this id lies or would lie, most wanted first: `create` takes the first, `sweep` looks at all. */
export function candidateFolders(clusterId: string, host: Host): string[] {
  const name = folderName(clusterId);
  return temporaryFolders(host)
    .map((base) => join(base, name))
    .filter((folder) => join(layoutOf(folder).run, ".s.PGSQL.65535").length < longestSocketPath);
}

export function folderName(clusterId: string): string {
  if (/^[\w.-]{1,32}$/.test(clusterId)) return `pg-${clusterId}`;
  const digest = createHash("sha256").update(clusterId).digest("hex").slice(0, 12);
  return `pg-${clusterId.replace(/[^\w.-]/g, "").slice(0, 16)}${digest}`;
}

/** Somebody has a cluster of this id: it is not to be cleared away like the remains of an attempt. */
export class ClusterExists extends Error {
  override readonly name = "ClusterExists";
}

/**
 * Makes the empty folders. Where nodes run as an account of their own, the top and the folder of the
 * configurations stay root's: nothing that root writes later can be led elsewhere by a link.
 */
export async function makeClusterFolder(layout: Layout, nodes: readonly string[], account?: Account): Promise<void> {
  if (await isFolder(layout.folder)) throw new ClusterExists(`there is a cluster in ${layout.folder} already`);
  const readable = account ? 0o750 : 0o700;
  const make = async (folder: string, mode: number, owner = account?.uid) => {
    await mkdir(folder, { recursive: false });
    if (account) await chown(folder, owner ?? account.uid, account.gid);
    await chmod(folder, mode);
  };
  await make(layout.folder, readable, 0);
  await make(layout.configRoot, readable, 0);
  await make(layout.bin, readable, 0);
  await make(layout.backup, 0o700);
  for (const folder of [layout.dataRoot, layout.run, layout.logs, layout.archive, layout.state]) {
    await make(folder, readable);
  }
  for (const node of nodes) {
    await make(layout.data(node), 0o700);
    await make(layout.overlay(node), 0o700);
    await make(layout.config(node), account ? 0o2770 : 0o700);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}

export async function removeClusterFolder(layout: Layout): Promise<void> {
  for (const folder of [layout.setup, layout.folder]) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
