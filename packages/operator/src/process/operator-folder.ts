import { constants } from "node:fs";
import { access, chown, copyFile, lstat, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomBytes } from "node:crypto";
import { HarnessError } from "@eval/core";

export interface Owner {
  uid: number;
  gid: number;
}

/** The folder that a managed operator lives in, and the files in it by their absolute paths. */
export interface OperatorFolder {
  readonly path: string;
  readonly operatorDb: string;
  readonly briefing: string;
  /** Standard output and error, appended. */
  readonly log: string;
  /** Its TMPDIR. */
  readonly temporary: string;
  /** Puts a file of the operator's there, whole or not at all. */
  write(name: string, text: string): Promise<void>;
  /** Copies database and log into the directory, made if missing; what the operator never wrote is left out. */
  keep(directory: string): Promise<void>;
  remove(): Promise<void>;
}

/** How the name of an operator's folder begins, by the prefix of its cluster's runs. */
export function folderPrefix(runPrefix: string): string {
  return `op-${runPrefix}-`;
}

/** Makes a folder, named from the given beginning on, with an empty log. Without an owner it is this process's user. */
export async function createOperatorFolder(beginning: string, owner: Owner | null): Promise<OperatorFolder> {
  const path = await mkdtemp(beginning);
  const folder: OperatorFolder = {
    path,
    operatorDb: join(path, "operator.db"),
    briefing: join(path, "briefing.json"),
    log: join(path, "operator.log"),
    temporary: join(path, "tmp"),
    write: (name, text) => writeWhole(join(path, name), text, owner),
    keep: (directory) => keepFiles(path, directory),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
  try {
    await folder.write("operator.log", "");
    await mkdir(folder.temporary, { mode: 0o700 });
    if (owner) for (const each of [folder.temporary, path]) await chown(each, owner.uid, owner.gid);
    return folder;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** Writes the file so that whoever sees it sees all of it. The mode is 0600 unless another is given. */
export async function writeWhole(path: string, text: string, owner: Owner | null, mode = 0o600): Promise<void> {
  // An exclusive create follows no link that somebody may have put there.
  const unfinished = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(unfinished, text, { flag: "wx", mode });
    if (owner) await chown(unfinished, owner.uid, owner.gid);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** SQLite's companions hold what was committed but not yet moved into the database. */
const keptFiles = ["operator.db", "operator.db-wal", "operator.db-journal", "operator.log"];

async function keepFiles(path: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of keptFiles) {
    const found = await lstat(join(path, name)).catch(() => null);
    // The folder is the operator's: a link in it could name any file that only the harness may read.
    if (found?.isFile()) await copyFile(join(path, name), join(directory, name));
  }
}

/** The first of the directories that any user can reach. Rejects with `operator_start_failed` when none is. */
export async function reachableByAll(candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    if (await isReachableByAll(candidate)) return candidate;
  }
  throw new HarnessError("operator_start_failed", {
    message: `no temporary folder that another user can reach: ${candidates.join(", ")}`,
    hint: "Point TMPDIR to a folder that all users may enter.",
  });
}

async function isReachableByAll(directory: string): Promise<boolean> {
  try {
    await access(directory, constants.W_OK);
    for (let each = directory; ; each = dirname(each)) {
      if (((await stat(each)).mode & 0o001) === 0) return false;
      if (each === dirname(each)) return true;
    }
  } catch {
    return false;
  }
}
