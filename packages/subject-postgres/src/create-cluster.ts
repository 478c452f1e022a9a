import { copyFile, chmod, chown } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { HarnessError, shellQuote, type Context } from "@eval/core";
import { clusterAccount, setupAccount } from "./account.js";
import { makeBaseBackup } from "./base-backup.js";
import { executableBinaries, packagedBinaries } from "./binaries.js";
import { bringUp, withFreePorts, writeRecord } from "./bring-up.js";
import { candidateFolders, makeClusterFolder } from "./cluster-folder.js";
import { writeOverlays } from "./fill-nodes.js";
import { thisHost, type Host } from "./host.js";
import { layoutOf, type Layout } from "./layout.js";
import type { Options } from "./options.js";
import { nodeNames, type ClusterRecord } from "./record.js";
import { writeWhole } from "./write-file.js";

/** Makes a cluster's folder, its base backup, and its nodes running. Whoever calls sweeps what a failure leaves. */
export async function createFiles(
  options: Options,
  context: Context,
): Promise<{ record: ClusterRecord; layout: Layout }> {
  const host = thisHost();
  const packaged = packagedBinaries(host);
  if (!packaged) throw new HarnessError("host_lacking", { message: `no PostgreSQL is installed for ${host.platform}` });
  const setup = setupAccount(host);
  if (!setup) throw new HarnessError("host_lacking", { message: "initdb needs a user of this host to run as" });
  const [folder] = candidateFolders(context.clusterId, host);
  if (!folder)
    throw new HarnessError("host_lacking", { message: "no folder for temporary files has a path short enough" });

  const account = clusterAccount(host);
  const layout = layoutOf(folder);
  const { folder: binaries } = await executableBinaries(packaged, host, context.signal);
  const names = nodeNames(options.standbys);
  await makeClusterFolder(layout, names, account);
  const record = await withFreePorts(
    {
      clusterId: context.clusterId,
      nodes: names.map((name) => ({ name, port: 0 })),
      maxConnections: options.maxConnections,
      binaries,
      account: account ?? null,
      uid: host.uid,
      clientPassword: password(context, "client"),
      replicationPassword: password(context, "replication"),
    },
    context,
    "first",
  );
  await writeRecord(record, layout);
  await installAdminCommand(layout, host, record);
  await makeBaseBackup({
    binaries,
    layout,
    maxConnections: record.maxConnections,
    passwords: { client: record.clientPassword, replication: record.replicationPassword },
    makers: account && { setup, owner: account },
    signal: context.signal,
  });
  await writeOverlays(record, layout, context.signal);
  return { record: await bringUp(record, layout, context), layout };
}

function password({ random }: Context, label: string): string {
  const letters = random.fork(`password/${label}`);
  return Array.from({ length: 4 }, () => letters.integer(0, 2 ** 31).toString(36)).join("");
}

/** A wrapper beside a copy, since an operator may be unable to read where this package lies. */
async function installAdminCommand(layout: Layout, host: Host, record: ClusterRecord): Promise<void> {
  const script = `${layout.admin}.mjs`;
  await copyFile(fileURLToPath(new URL("../dist/eval-postgres.js", import.meta.url)), script);
  if (record.account) await chown(script, record.uid, record.account.gid);
  await chmod(script, record.account ? 0o640 : 0o600);
  const words = [host.node, script, "--cluster", layout.folder].map(shellQuote).join(" ");
  await writeWhole(layout.admin, `#!/bin/sh\nexec ${words} "$@"\n`, {
    mode: record.account ? 0o750 : 0o700,
    account: record.account ? { uid: record.uid, gid: record.account.gid } : undefined,
  });
}
