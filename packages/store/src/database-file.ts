import { access, chmod, constants, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { HarnessError } from "@eval/core";
import { systemCode } from "./failure.js";

const ownerOnly = 0o600;
const header = Buffer.from("SQLite format 3\0", "latin1");

/**
 * Makes sure that the path is a file that may become or already is a database, readable by its owner
 * alone from its first byte on. Changes no file that exists. With `mustExist` a file without a single byte, which would
 * become a database, is refused with `trial_not_found`.
 */
export async function prepareFile(path: string, { mustExist }: { mustExist: boolean }): Promise<void> {
  if (!mustExist) {
    await mkdir(dirname(path), { recursive: true });
    if (await createFile(path)) return;
  }
  const facts = await stat(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new HarnessError("trial_not_found", {
      message: `There is no database at ${path}.`,
      hint: "Run `eval run` first, or give --db the path of a database.",
      details: { path },
    });
  });
  if (!facts.isFile()) throw notADatabase(path);
  if (mustExist && facts.size === 0) {
    throw new HarnessError("trial_not_found", {
      message: `There are no campaigns in ${path}: the file is empty.`,
      hint: "Run `eval run` with this --db first, or give --db the path of another database.",
      details: { path },
    });
  }
  await access(path, constants.R_OK | constants.W_OK);
  // SQLite keeps its log in two files beside the database.
  await access(dirname(path), constants.W_OK | constants.X_OK);
  if (facts.size > 0 && !(await startsLikeADatabase(path))) throw notADatabase(path);
}

/** Takes what others may do with the file and its log away, as far as we may decide that. */
export async function restrictToOwner(path: string): Promise<void> {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, ownerOnly);
    } catch (error) {
      // Not there, or somebody else's, who decides about it.
      if (!isMissing(error) && systemCode(error) !== "EPERM") throw error;
    }
  }
}

async function createFile(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", ownerOnly)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function startsLikeADatabase(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(header.length), 0, header.length, 0);
    return bytesRead === header.length && buffer.equals(header);
  } finally {
    await file.close();
  }
}

function notADatabase(path: string): HarnessError {
  return new HarnessError("store_not_a_database", {
    message: `The file is not an SQLite database: ${path}`,
    details: { path },
  });
}

function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT";
}
