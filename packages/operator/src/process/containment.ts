import { setTimeout as delay } from "node:timers/promises";
import process from "node:process";
import { readEnvironment, readProcessTable, type ProcessEntry } from "./process-table.js";

/** How what an operator spawned is told from everything else. Plain JSON, so that a later process can use it too. */
export type Containment = {
  /** Leader of the operator's session and group; -1 where it is not known. */
  pid: number;
  /** The leader's; null where there is no /proc. */
  startTime: string | null;
  /** The operator's own uid, where it has one. */
  uid: number | null;
  /** `NAME=value`, or its beginning, in the environment of everything it spawns; asked only where it has no uid of its own. */
  marker: string;
};

export type Survivor = { pid: number; command: string };

/**
 * Those of the table that belong to the operator: by uid where it has its own, else by the marker,
 * and in both cases its session and process group. A process of the cluster has neither, even when
 * the operator had it restarted: the cluster's own supervisor starts it.
 */
export async function membersOf(table: readonly ProcessEntry[], contained: Containment): Promise<ProcessEntry[]> {
  const { pid, uid, marker } = contained;
  const reused = isReused(table, contained);
  const inGroup = (entry: ProcessEntry) => !reused && (entry.group === pid || entry.session === pid);
  if (uid !== null) return table.filter((entry) => inGroup(entry) || entry.uids.includes(uid));
  const marked = await Promise.all(table.map(async (entry) => inGroup(entry) || (await isMarked(entry.pid, marker))));
  return table.filter((_, index) => marked[index]);
}

async function isMarked(pid: number, marker: string): Promise<boolean> {
  return (await readEnvironment(pid)).some((variable) => variable.startsWith(marker));
}

/**
 * Whether a stranger has the leader's pid by now. A process group or session keeps its number from being
 * given to a new process, so that nothing of ours is left of either then.
 */
function isReused(table: readonly ProcessEntry[], { pid, startTime }: Containment): boolean {
  return table.some((entry) => entry.pid === pid && entry.startTime !== startTime);
}

/** Whether anything of the leader's process group is alive. */
export async function groupIsAlive(contained: Containment): Promise<boolean> {
  if (!signalQuietly(-contained.pid, 0)) return false;
  const table = await readProcessTable();
  if (table === null) return true;
  return !isReused(table, contained) && table.some((entry) => entry.group === contained.pid);
}

/**
 * Kills everything contained until two looks in a row find nothing, for at most `withinMs`; resolves
 * with what is still alive then. Without /proc only the process group can be reached.
 */
export async function endAll(contained: Containment, withinMs: number): Promise<Survivor[]> {
  const deadline = performance.now() + withinMs;
  let emptyLooks = 0;
  for (;;) {
    const members = await look(contained);
    emptyLooks = members.length === 0 ? emptyLooks + 1 : 0;
    // A look is not atomic: one that forks and exits meanwhile can slip through it, hardly through two.
    if (emptyLooks === 2) return [];
    if (members.length > 0 && performance.now() >= deadline) return members;
    for (const member of members) signalQuietly(member.pid, "SIGKILL");
    await delay(members.length === 0 ? 0 : 10);
  }
}

async function look(contained: Containment): Promise<Survivor[]> {
  const table = await readProcessTable();
  if (table !== null) {
    const members = await membersOf(table, contained);
    return members.filter(({ pid }) => pid !== process.pid).map(({ pid, command }) => ({ pid, command }));
  }
  return contained.pid > 1 && signalQuietly(-contained.pid, 0)
    ? [{ pid: -contained.pid, command: "process group" }]
    : [];
}

/** Whether the signal reached anybody. */
export function signalQuietly(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
