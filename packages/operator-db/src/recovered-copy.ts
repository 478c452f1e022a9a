import { statSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite, type Sqlite } from "./sqlite.js";

/** The files of which a database consists while it is in use. */
const suffixes = ["", "-journal", "-wal"] as const;

/**
 * Does the work on a private copy, in which SQLite may repair what a writer left that died in the middle
 * of a commit; the reader's own connection may not, and the original is left as it is. No connection
 * of this process to the original may be in use: reading a file and closing it drops its locks.
 * Rejects when the original changed while it was copied: then somebody lives who repairs it.
 */
export async function withRecoveredCopy<T>(path: string, work: (database: Sqlite) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "operator-db-"));
  try {
    const before = filesSignature(path);
    for (const suffix of suffixes) {
      await copyFile(path + suffix, join(folder, `copy.db${suffix}`)).catch((error: NodeJS.ErrnoException) => {
        if (suffix === "" || error.code !== "ENOENT") throw error;
      });
    }
    if (filesSignature(path) !== before) throw new Error(`${path} changed while it was copied`);
    const copy = await openSqlite(join(folder, "copy.db"), { access: "write" });
    try {
      return await work(copy);
    } finally {
      await copy.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Differs once any of the database's files was written, made or removed. Reads no file, so it takes and drops no locks. */
export function filesSignature(path: string): string {
  return suffixes.map((suffix) => fileSignature(path + suffix)).join(" ");
}

function fileSignature(path: string): string {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}` : "none";
  } catch {
    return "unreadable";
  }
}
