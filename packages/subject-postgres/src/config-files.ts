import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Layout } from "./layout.js";
import type { ClusterRecord } from "./record.js";
import { pgHbaConf, postgresqlConf } from "./settings.js";
import { readOwn, writeWhole } from "./write-file.js";

/** The files of a node that administrators edit. */
export type ConfigFile = "postgresql.conf" | "pg_hba.conf";

/** As it is in a fresh cluster, on every node. */
export function freshConfig(record: ClusterRecord, layout: Layout, file: ConfigFile): string {
  return file === "pg_hba.conf" ? pgHbaConf : postgresqlConf(record, layout);
}

/** Undefined when it is gone. */
export async function readConfig(layout: Layout, node: string, file: ConfigFile): Promise<string | undefined> {
  return await readOwn(join(layout.config(node), file));
}

/** Takes effect when the node reads it. Administrators can still edit it afterwards. */
export async function writeConfig(
  record: ClusterRecord,
  layout: Layout,
  { node, file, text }: { node: string; file: ConfigFile; text: string },
): Promise<void> {
  const rights = { mode: record.account ? 0o660 : 0o600, account: record.account ?? undefined };
  await writeWhole(join(layout.config(node), file), text, rights);
}

/** A node's configuration folder as in a fresh cluster, whatever was in it. */
export async function resetConfig(record: ClusterRecord, layout: Layout, node: string): Promise<void> {
  const folder = layout.config(node);
  for (const entry of await readdir(folder)) await rm(join(folder, entry), { recursive: true, force: true });
  for (const file of ["postgresql.conf", "pg_hba.conf"] as const) {
    await writeConfig(record, layout, { node, file, text: freshConfig(record, layout, file) });
  }
}
