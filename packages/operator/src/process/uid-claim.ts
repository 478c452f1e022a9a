import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "@eval/core";
import { operatorUids } from "./isolation.js";
import { readProcess, readProcessTable } from "./process-table.js";

/** A uid that nobody else uses until it is released. */
export interface UidClaim {
  readonly uid: number;
  release(): Promise<void>;
}

/** Root's folder in which all harnesses of this machine tell each other the uids they use. */
export const uidClaims = "/var/run/operator-uids";

/**
 * Claims a uid under which no process is alive, exclusively among all harnesses of this machine.
 * Rejects with `operator_start_failed` when all are taken.
 *
 * A claim is the folder `<directory>/<uid>` with one file in it named after its holder. Renaming a
 * filled folder onto it succeeds for exactly one of several claimants, and only while it is missing
 * or empty; the file of a holder that died is removed by its own name, so that nobody can remove the
 * claim of somebody who came in between.
 */
export async function claimUid(directory: string, pid: number): Promise<UidClaim> {
  await ensureRootOnly(directory);
  const holder = await holderName(pid);
  const busy = await uidsInUse();
  for (let uid: number = operatorUids.first; uid <= operatorUids.last; uid++) {
    if (busy.has(uid)) continue;
    const claim = join(directory, String(uid));
    await removeDeadHolders(claim);
    if (!(await take({ directory, claim, holder }))) continue;
    // Asked again now that nobody else can start anything under it.
    if (!(await uidsInUse()).has(uid)) return { uid, release: () => release(claim, holder) };
    await release(claim, holder);
  }
  throw new HarnessError("operator_start_failed", {
    message: `all uids from ${operatorUids.first} to ${operatorUids.last} are in use`,
    hint: "End processes that run under these uids.",
  });
}

/** Claims this very uid, whatever runs under it; null while somebody who is alive holds it. */
export async function claimFreedUid(directory: string, pid: number, uid: number): Promise<UidClaim | null> {
  await ensureRootOnly(directory);
  const holder = await holderName(pid);
  const claim = join(directory, String(uid));
  await removeDeadHolders(claim);
  return (await take({ directory, claim, holder })) ? { uid, release: () => release(claim, holder) } : null;
}

async function uidsInUse(): Promise<Set<number>> {
  const table = (await readProcessTable()) ?? [];
  return new Set(table.flatMap((entry) => entry.uids));
}

async function take({ directory, claim, holder }: { directory: string; claim: string; holder: string }) {
  const filled = join(directory, `.${holder}`);
  await mkdir(filled);
  await writeFile(join(filled, holder), "");
  try {
    await rename(filled, claim);
    return true;
  } catch {
    await rm(filled, { recursive: true, force: true });
    return false;
  }
}

async function release(claim: string, holder: string): Promise<void> {
  await unlink(join(claim, holder)).catch(() => undefined);
  await rmdir(claim).catch(() => undefined);
}

async function removeDeadHolders(claim: string): Promise<void> {
  const holders = await readdir(claim).catch(() => []);
  for (const holder of holders) {
    const [pid, startTime] = holder.split("-");
    const alive = await readProcess(Number(pid));
    if (alive?.startTime !== startTime) await unlink(join(claim, holder)).catch(() => undefined);
  }
}

async function holderName(pid: number): Promise<string> {
  const own = await readProcess(pid);
  return `${pid}-${own?.startTime ?? "0"}-${randomBytes(4).toString("hex")}`;
}

async function ensureRootOnly(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== 0) {
    throw new HarnessError("operator_start_failed", { message: `${directory} is not a folder of root` });
  }
  await chmod(directory, 0o700);
}
