import { constants } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Folders of which only the folder itself is copied: what is in them belongs to the running server. */
const contentLeftOut = new Set([
  ...["pg_wal", "pg_wal/archive_status", "pg_wal/summaries", "pg_replslot", "pg_dynshmem", "pg_notify"],
  ...["pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"],
]);

const leftOut =
  /^(postmaster\.(pid|opts)|standby\.signal|recovery\.signal|backup_label(\.old)?|tablespace_map(\.old)?|postgresql\.auto\.conf)$/;

/**
 * Copies a running server's data folder, between the start and the stop of a backup. Files may change and
 * vanish meanwhile: the log that the copy is brought up to date with makes good for both.
 */
export async function copyRunningData(from: string, to: string): Promise<void> {
  await copyFolder({ from, to, path: "" });
  // Last, so that it is never older than what it speaks of.
  await copyFile(join(from, "global", "pg_control"), join(to, "global", "pg_control"));
}

async function copyFolder({ from, to, path }: { from: string; to: string; path: string }): Promise<void> {
  const entries = await readdir(join(from, path), { withFileTypes: true });
  const kept = entries.filter(({ name }) => !leftOut.test(name) && !name.startsWith("pgsql_tmp"));
  await Promise.all(
    kept.map(async (entry) => {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (contentLeftOut.has(path)) if (!contentLeftOut.has(inner)) return;
        await mkdir(join(to, inner), { mode: 0o700, recursive: true });
        return await copyFolder({ from, to, path: inner });
      }
      if (contentLeftOut.has(path) || inner === "global/pg_control") return;
      await copyFile(join(from, inner), join(to, inner), constants.COPYFILE_FICLONE).catch(ignoreVanished);
    }),
  );
}

function ignoreVanished(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
