import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { resetConfig } from "./config-files.js";
import { thisHost } from "./host.js";
import type { Layout } from "./layout.js";
import type { ClusterRecord } from "./record.js";
import { run } from "./run.js";
import { standbyAutoConf } from "./settings.js";

// Removes what has changed since the last time, by its ctime, which nobody can set, and copies what is
// missing: a running node touches few of its files, and rewriting all would keep the disk busy. The data
// folder itself stays: from its inode PostgreSQL derives the key of its shared memory, so the next server to
// start there removes what a killed one left.
const fillNode = `
set -e
data=$1 backup=$2 overlay=$3 stamp=$3.filled copy=$4
mkdir -p -m 700 "$data"
if [ -e "$stamp" ]; then
  find "$data" -mindepth 1 ! -type d -cnewer "$stamp" -delete
  find "$data" -mindepth 1 -depth -type d -cnewer "$stamp" -empty -delete
else
  find "$data" -mindepth 1 -delete
fi
cp "$copy" "$backup/." "$data"
cp -a "$overlay/." "$data"
chmod 700 "$data"
rm -f "$stamp"
touch "$stamp"
`;

/** Forgets what the cluster left outside its nodes. Nothing of it may be running. */
export async function emptySharedFolders(record: ClusterRecord, layout: Layout, signal: AbortSignal): Promise<void> {
  const folders = [layout.archive, layout.state, layout.logs, layout.run];
  await run("find", [...folders, "-mindepth", "1", "-delete"], { account: record.account ?? undefined, signal });
}

/**
 * Brings data and configuration of every node to those of a fresh cluster. No node may be running. Works
 * inside the data folders as the cluster's own account, which may have put anything there.
 */
export async function fillNodes(record: ClusterRecord, layout: Layout, signal: AbortSignal): Promise<void> {
  const options = { account: record.account ?? undefined, signal };
  // Not every cp can leave out what is there already.
  const copyOption = thisHost().platform.startsWith("linux") ? "-au" : "-a";
  await Promise.all(
    record.nodes.flatMap(({ name }) => [
      resetConfig(record, layout, name),
      run(
        "sh",
        ["-c", fillNode, "sh", layout.data(name), layout.backupData, layout.overlay(name), copyOption],
        options,
      ),
    ]),
  );
}

/** What tells a standby from the primary in a fresh cluster. Written again when ports change. */
export async function writeOverlays(record: ClusterRecord, layout: Layout, signal: AbortSignal): Promise<void> {
  const [primary, ...standbys] = record.nodes;
  if (!primary) throw new RangeError("a cluster has at least one node");
  for (const { name } of standbys) {
    const put = async (file: string, input: string) => {
      const script = 'umask 077; cat > "$1" && mv "$1" "$2"';
      const target = join(layout.overlay(name), file);
      const args = ["-c", script, "sh", `${target}.${randomUUID()}`, target];
      await run("sh", args, { account: record.account ?? undefined, input, signal });
    };
    await put("postgresql.auto.conf", standbyAutoConf(record, name, primary));
    await put("standby.signal", "");
  }
}
