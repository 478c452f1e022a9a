import { access, open, rename, rm, type FileHandle } from "node:fs/promises";
import { describe, HarnessError } from "@eval/core";
import { usageError } from "../arguments/arguments.js";

/** Results may hold what operators read and wrote: like the database, for the owner alone. */
const ownerOnly = 0o600;

/** A file that appears under its name once it is complete, and not at all if it never is. */
export interface OutputFile {
  /** Where it is written until then. */
  readonly partial: string;
  write(text: string): Promise<void>;
  complete(): Promise<void>;
  discard(): Promise<void>;
}

/** Throws `usage_invalid` for a file that exists, unless it may be replaced. */
export async function refuseExisting(path: string, { force }: { force: boolean }): Promise<void> {
  if (force || !(await exists(path))) return;
  throw usageError(`${path} exists already`, "Give --force to replace it, or another name.");
}

/** Rejects with `usage_invalid` where no file can be written. */
export async function createOutputFile(path: string): Promise<OutputFile> {
  const partial = `${path}.part`;
  let file: FileHandle;
  try {
    // Of a run that was killed: nothing anybody waits for.
    await rm(partial, { force: true });
    file = await open(partial, "wx", ownerOnly);
  } catch (error) {
    throw usageError(`${path} cannot be written: ${describe(error)}`, "Give -o another place.");
  }
  return {
    partial,
    write: (text) => named(path, () => file.writeFile(text)),
    complete: () =>
      named(path, async () => {
        await file.sync();
        await file.close();
        await rename(partial, path);
      }),
    async discard() {
      await file.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new HarnessError("export_failed", { message: `${path}: ${describe(error)}`, cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
