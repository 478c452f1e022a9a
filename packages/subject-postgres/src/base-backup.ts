import { chmod, chown, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account.js";
import type { Layout } from "./layout.js";
import { run } from "./run.js";
import { seedSql } from "./schema.js";
import { database, superuser } from "./settings.js";

export interface BaseBackupOptions {
  binaries: string;
  layout: Layout;
  maxConnections: number;
  passwords: { client: string; replication: string };
  /** Who makes it, and whose it is then; undefined for the user who runs this. */
  makers: { setup: Account; owner: Account } | undefined;
  signal: AbortSignal;
}

/** A stopped server's data folder with roles and tables in it: what every node of a fresh cluster starts from. */
export async function makeBaseBackup(options: BaseBackupOptions): Promise<void> {
  const { binaries, layout, maxConnections, passwords, makers, signal } = options;
  const data = join(layout.setup, "data");
  const asMaker = { account: makers?.setup, signal };
  await mkdir(layout.setup, { mode: 0o700 });
  await chmod(layout.setup, 0o700);
  if (makers) await chown(layout.setup, makers.setup.uid, makers.setup.gid);
  await run(
    `${binaries}/bin/initdb`,
    [
      ...["-D", data, "-U", superuser, "--auth=trust", "--locale=C", "--encoding=UTF8", "--wal-segsize=1"],
      ...["--no-sync", "--no-instructions"],
    ],
    asMaker,
  );
  const single = async (name: string, input: string) => {
    const settings = [
      ...["fsync=off", "exit_on_error=on", "min_wal_size=2MB", "max_wal_size=4MB"],
      // Standbys refuse to start from a backup in which these stand higher than in their own settings.
      ...[`max_connections=${maxConnections}`, "max_wal_senders=10"],
      // Every probe and every look logs in anew; the passwords are random and good for this host alone.
      "scram_iterations=1024",
    ];
    const args = ["--single", "-j", "-D", data, ...settings.flatMap((setting) => ["-c", setting]), name];
    await run(`${binaries}/bin/postgres`, args, { ...asMaker, input });
  };
  await single("postgres", seedSql(passwords));
  // Renamed and not created: one database less to copy at every reset.
  await single("template1", `ALTER DATABASE postgres RENAME TO ${database};\n\n`);
  // Each node's files of that name lie in its configuration folder; these would only mislead.
  for (const unused of ["postgresql.conf", "pg_hba.conf"]) await rm(join(data, unused), { force: true });
  if (makers) await run("chown", ["-h", "-R", `${makers.owner.uid}:${makers.owner.gid}`, data], { signal });
  signal.throwIfAborted();
  await rename(data, layout.backupData);
  await rm(layout.setup, { recursive: true, force: true });
}
