import type { Account } from "./account.js";
import type { Layout } from "./layout.js";
import { run } from "./run.js";

const script = `
for file in "$1"/*/postmaster.pid; do
  id=$(sed -n 7p "$file" 2>/dev/null | awk '{ print $2 }')
  case "$id" in ''|*[!0-9]*) ;; *) ipcrm -m "$id" 2>/dev/null || true ;; esac
done
`;

export interface SharedMemoryOwners {
  /** Whose the nodes are; undefined for the user who runs this. */
  nodes: Account | undefined;
  /** Who makes the base backup. */
  setup: Account | undefined;
  signal: AbortSignal;
}

/**
 * A killed server cannot remove its System V segment: a few bytes in the kernel, but of those there is a
 * limited number. Its id stands in the lock file that the server left, in a folder where anybody who runs
 * SQL may have written: so only as the account whose segment it can be. Nothing of the cluster may be running.
 */
export async function releaseSharedMemory(layout: Layout, { nodes, setup, signal }: SharedMemoryOwners): Promise<void> {
  await Promise.all([
    run("sh", ["-c", script, "sh", layout.dataRoot], { account: nodes, signal }),
    run("sh", ["-c", script, "sh", layout.setup], { account: setup, signal }),
  ]);
}
