import { accessSync, constants, lstatSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import type { Host } from "./host.js";

/** Whether a user with no special rights can reach and read (a file: execute) this path. */
export function isOpenToAll(path: string): boolean {
  try {
    const real = realpathSync(path);
    if ((statSync(real).mode & 0o005) !== 0o005) return false;
    for (let folder = dirname(real); ; folder = dirname(folder)) {
      if ((statSync(folder).mode & 0o001) === 0) return false;
      if (folder === dirname(folder)) return true;
    }
  } catch {
    return false;
  }
}

/** Folders for temporary things that this host offers, most wanted first, links resolved. */
export function temporaryFolders(host: Host): string[] {
  const candidates = [tmpdir(), "/var/tmp", "/tmp"].filter((folder) => isUsable(folder, host));
  return [...new Set(candidates.map((folder) => realpathSync(folder)))];
}

function isUsable(folder: string, host: Host): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return false;
  }
  return !host.root || isOpenToAll(folder);
}

/** Whether this is a folder of that user in which nobody else can change anything. */
export function isSolelyOf(uid: number, folder: string): boolean {
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
