import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Host } from "../host.js";

/**
 * A launch in a mount namespace of its own whose /proc shows a process only what belongs to its own
 * user (hidepid, proc(5)). For when the command line of some other process of this machine tells what
 * the operator must not know: everybody may read those, and nobody can take them back.
 */
export interface PrivateView {
  file: string;
  args: readonly string[];
}

const tools = ["unshare", "setpriv", "mount"] as const;

/** Whether this machine has what it takes: root, and the tools of util-linux. */
export async function canHideProcesses(host: Pick<Host, "uid" | "platform" | "inherited">): Promise<boolean> {
  if (host.platform !== "linux" || host.uid !== 0) return false;
  const found = await Promise.all(tools.map((tool) => isOnPath(tool, host.inherited.PATH)));
  return found.every(Boolean);
}

/** The launch as root, to be given its user last: without one it stays root and drops it by itself. */
export function inPrivateView(
  launch: { file: string; args: readonly string[] },
  user: { uid: number; gid: number } | null,
): PrivateView {
  const become = user ? `exec setpriv --reuid ${user.uid} --regid ${user.gid} --clear-groups -- "$@"` : 'exec "$@"';
  const script = `mount -t proc -o hidepid=2 proc /proc && ${become}`;
  return {
    file: "unshare",
    args: ["--mount", "--propagation", "private", "sh", "-c", script, "sh", launch.file, ...launch.args],
  };
}

async function isOnPath(tool: string, path: string): Promise<boolean> {
  const tries = path.split(delimiter).map((folder) => access(join(folder, tool), constants.X_OK));
  return Promise.any(tries).then(
    () => true,
    () => false,
  );
}
