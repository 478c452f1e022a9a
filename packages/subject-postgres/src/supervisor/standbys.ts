import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { primaryConninfo } from "../settings.js";
import { copyRunningData } from "./copy-tree.js";
import { runSql } from "./sql.js";
import { openAdminSession, type Supervised, type SupervisedNode } from "./supervised.js";

/** Makes a node a standby of another: re-pointed where it stands if it is one already, else restarted as one. */
export async function follow(
  supervised: Supervised,
  node: SupervisedNode,
  { primary, timeoutMs }: { primary: SupervisedNode; timeoutMs: number },
): Promise<string> {
  if (node === primary) throw new Error("a node cannot follow itself");
  const { name } = node.record;
  const conninfo = primaryConninfo(supervised.record, name, primary.record);
  if ((await node.process.current()) && (await isStandby(supervised, node))) {
    const statements = [`ALTER SYSTEM SET primary_conninfo = '${conninfo}'`, "SELECT pg_reload_conf()"];
    await runSql(supervised, node, { statements, timeoutMs });
    return `${name} follows ${primary.record.name}`;
  }
  await node.process.stop("fast", timeoutMs / 2);
  makeStandby(supervised.layout.data(name), conninfo);
  await node.process.start(timeoutMs / 2);
  return `${name} started as a standby of ${primary.record.name}`;
}

/** Replaces everything on a node by a copy of a running primary, and starts it as its standby. */
export async function rebuild(
  supervised: Supervised,
  node: SupervisedNode,
  { primary, timeoutMs }: { primary: SupervisedNode; timeoutMs: number },
): Promise<string> {
  if (node === primary) throw new Error(`${node.record.name} cannot be rebuilt from itself`);
  if (await isStandby(supervised, primary)) throw new Error(`${primary.record.name} is not a primary`);
  const { layout, record } = supervised;
  const { name } = node.record;
  const data = layout.data(name);
  const options = { applicationName: "backup", statementTimeoutMs: timeoutMs, timeoutMs };
  const session = await openAdminSession(supervised, primary.record, options);
  try {
    await session.query(`SELECT pg_backup_start('copy for ${name}', fast => true)`, timeoutMs);
    await node.process.stop("immediate", timeoutMs / 4);
    await empty(data);
    await copyRunningData(layout.data(primary.record.name), data);
    const [backup] = await session.query<{ labelfile: string; spcmapfile: string }>(
      "SELECT labelfile, spcmapfile FROM pg_backup_stop(wait_for_archive => false)",
      timeoutMs,
    );
    writeFileSync(join(data, "backup_label"), backup?.labelfile ?? "", { mode: 0o600 });
    if (backup?.spcmapfile) writeFileSync(join(data, "tablespace_map"), backup.spcmapfile, { mode: 0o600 });
  } finally {
    session.close();
  }
  makeStandby(data, primaryConninfo(record, name, primary.record));
  await node.process.start(timeoutMs / 2);
  return `${name} rebuilt from ${primary.record.name} and started as its standby`;
}

/** Replaces everything on a node by the base backup, and starts it as a primary. Later writes are not in it. */
export async function restore(
  supervised: Supervised,
  node: SupervisedNode,
  { timeoutMs }: { timeoutMs: number },
): Promise<string> {
  const data = supervised.layout.data(node.record.name);
  await node.process.stop("immediate", timeoutMs / 4);
  await empty(data);
  await copyAll(supervised.layout.backupData, data);
  await node.process.start(timeoutMs / 2);
  return `${node.record.name} restored from the base backup and started as a primary`;
}

async function isStandby(supervised: Supervised, node: SupervisedNode): Promise<boolean> {
  const [result] = await runSql(supervised, node, {
    statements: ["SELECT pg_is_in_recovery() AS standby"],
    timeoutMs: 5000,
  });
  return result?.rows[0]?.["standby"] === true;
}

/** The folder itself stays, and with it the key of its shared memory. */
async function empty(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) await rm(join(folder, entry), { recursive: true, force: true });
}

function makeStandby(data: string, conninfo: string): void {
  const path = join(data, "postgresql.auto.conf");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const others = lines.filter((line) => line !== "" && !/^\s*primary_conninfo\b/.test(line));
  writeFileSync(path, [...others, `primary_conninfo = '${conninfo}'`, ""].join("\n"), { mode: 0o600 });
  writeFileSync(join(data, "standby.signal"), "", { mode: 0o600 });
  rmSync(join(data, "recovery.signal"), { force: true });
}

async function copyAll(from: string, to: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn("cp", ["-a", `${from}/.`, to], { stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`copying the base backup failed (${code})`)),
    );
  });
}
