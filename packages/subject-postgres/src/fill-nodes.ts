import { resetConfig } from "./config-files.js";
import { thisHost } from "./host.js";
import type { Layout } from "./layout.js";
import type { ClusterRecord } from "./record.js";
import { run } from "./run.js";
import { scriptArguments } from "./script-arguments.js";
import { standbyAutoConf } from "./settings.js";

// Removes what is not as it was left the last time (by inode, size and both times, whatever the clock has done
// since) and copies what is missing: a running node touches few of its files, and rewriting all of them
// would keep the disk busy. The data folder itself stays: from its inode PostgreSQL derives the key of its
// shared memory, so the next server to start there removes what a killed one left.
const fillByDifference = `
set -e
data=$1 backup=$2 overlay=$3 left=$3.left
list() {
  find "$data" -mindepth 1 ! -type d -printf '%P\\t%i\\t%s\\t%T@\\t%C@\\0' > "$1.unsorted"
  sort -z -o "$1" "$1.unsorted"
}
mkdir -p -m 700 "$data"
if [ -s "$left" ]; then
  list "$overlay.now"
  comm -z -13 "$left" "$overlay.now" > "$overlay.changed"
  cut -z -f1 "$overlay.changed" | (cd "$data" && xargs -0 -r rm -f --)
  find "$data" -mindepth 1 -depth -type d -empty -delete
else
  find "$data" -mindepth 1 -delete
fi
rm -f "$left"
cp -au "$backup/." "$data"
cp -a "$overlay/." "$data"
chmod 700 "$data"
list "$left.new"
mv "$left.new" "$left"
`;

/** Where find and cp know less. */
const fillAnew = `
set -e
mkdir -p -m 700 "$1"
find "$1" -mindepth 1 -delete
cp -a "$2/." "$1"
cp -a "$3/." "$1"
chmod 700 "$1"
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
  const script = thisHost().platform.startsWith("linux") ? fillByDifference : fillAnew;
  await Promise.all(
    record.nodes.flatMap(({ name }) => [
      resetConfig(record, layout, name),
      run("sh", scriptArguments(layout, script, [layout.data(name), layout.backupData, layout.overlay(name)]), options),
    ]),
  );
}

/** What tells a standby from the primary in a fresh cluster. Written again when ports change. */
export async function writeOverlays(record: ClusterRecord, layout: Layout, signal: AbortSignal): Promise<void> {
  const [primary, ...standbys] = record.nodes;
  if (!primary) throw new RangeError("a cluster has at least one node");
  // By stdin: a command line, with the password in it, could be read by all.
  const script = 'umask 077; cat > "$1/postgresql.auto.conf" && : > "$1/standby.signal"';
  const account = record.account ?? undefined;
  await Promise.all(
    standbys.map(async ({ name }) => {
      const input = standbyAutoConf(record, name, primary);
      await run("sh", scriptArguments(layout, script, [layout.overlay(name)]), { account, input, signal });
    }),
  );
}
