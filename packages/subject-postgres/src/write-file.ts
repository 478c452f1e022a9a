import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import type { Account } from "./account.js";

export interface FileRights {
  mode: number;
  account?: Account | undefined;
}

/**
 * Puts a whole file in place at once. Safe in a folder that others may write in: it follows no link and
 * overwrites nothing that was put in its way.
 */
export async function writeWhole(path: string, text: string, { mode, account }: FileRights): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(
    draft,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    mode,
  );
  try {
    await file.writeFile(text);
    if (account) await file.chown(account.uid, account.gid);
    await file.chmod(mode);
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** Reads a file that others may have put there, never through a link; undefined when there is none. */
export async function readOwn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, {
      encoding: "utf8",
      flag: constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP") return undefined;
    throw error;
  }
}

/** As `readOwn`, of a file that may be long: only its end. */
export async function readEnd(path: string, mostBytes: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return undefined;
    const length = Math.min(stat.size, mostBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, stat.size - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
