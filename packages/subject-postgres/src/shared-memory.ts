import type { Account } from "./account.js";
import type { Layout } from "./layout.js";
import { run } from "./run.js";

const script = `
for file in "$1"/*/postmaster.pid; do
  id=$(sed -n 7p "$file" 2>/dev/null | awk '{ print $2 }')
  case "$id" in ''|*[!0-9]*) ;; *) ipcrm -m "$id" 2>/dev/null || true ;; esac
done
`;

/**
 * A killed server cannot remove its System V segment: a few bytes in the kernel, but of those there is a
 * limited number. Its id stands in the lock file that the server left. Nothing of the cluster may be running.
 */
export async function releaseSharedMemory(
  layout: Layout,
  { account, signal }: { account: Account | undefined; signal: AbortSignal },
): Promise<void> {
  await run("sh", ["-c", script, "sh", layout.dataRoot], { account, signal });
}
