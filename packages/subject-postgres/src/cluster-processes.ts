import process from "node:process";
import type { Clock } from "@eval/core";
import type { Layout } from "./layout.js";
import { findProcess, listProcesses, type ProcessEntry } from "./process-table.js";

/** Processes of one node: its postmaster, told by its command line, and whatever works in its data folder. */
export async function nodeProcesses(layout: Layout, node: string): Promise<ProcessEntry[]> {
  const data = layout.data(node);
  const servers = await listProcesses((words) => isServer(words));
  const own = new Set(servers.filter((entry) => servesFolder(entry, data)).map(({ pid }) => pid));
  return servers.filter((entry) => own.has(entry.pid) || own.has(entry.parent));
}

/** Everything that belongs to the cluster: nodes, supervisor, held clients, a set-up cut short. */
export async function clusterProcesses(layout: Layout, uids: readonly number[]): Promise<ProcessEntry[]> {
  const mayBelong = (words: readonly string[]) => isServer(words) || words.some((word) => word.includes(layout.folder));
  return (await listProcesses(mayBelong)).filter((entry) => uids.includes(entry.uid) && belongsTo(entry, layout));
}

export function belongsTo(entry: ProcessEntry, layout: Layout): boolean {
  return servesFolder(entry, layout.dataRoot) || servesFolder(entry, layout.setup) || isHelper(entry, layout);
}

/** The supervisor and held clients end their command line with the folder of sockets. A title is one word to the kernel. */
function isHelper({ arguments: words }: ProcessEntry, layout: Layout): boolean {
  return words.join(" ").endsWith(` ${layout.run}`);
}

function servesFolder(entry: ProcessEntry, folder: string): boolean {
  const within = (path: string | undefined) => path === folder || path?.startsWith(`${folder}/`) === true;
  const { arguments: words } = entry;
  const option = words.indexOf("-D");
  return (option >= 0 && within(words[option + 1])) || (isServer(words) && within(entry.folder));
}

/** A shell that merely stands in the folder is nobody of ours. */
function isServer(words: readonly string[]): boolean {
  return words[0]?.startsWith("postgres:") === true || words[0]?.endsWith("/postgres") === true;
}

/** Sends the signal if the process is still the same one. */
export async function signalProcess(entry: ProcessEntry, signal: NodeJS.Signals): Promise<void> {
  const now = await findProcess(entry.pid);
  if (now?.started !== entry.started) return;
  try {
    process.kill(entry.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Kills whatever `list` finds, again and again until it finds nothing: a postmaster may have forked meanwhile.
 * Rejects with the signal's reason when that takes too long.
 */
export async function killUntilGone(
  list: () => Promise<ProcessEntry[]>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  for (let left = await list(); left.length > 0; left = await list()) {
    signal.throwIfAborted();
    // Postmasters first, so that none of them answers the death of a child by starting another.
    const pids = new Set(left.map(({ pid }) => pid));
    const order = left.toSorted((a, b) => Number(pids.has(a.parent)) - Number(pids.has(b.parent)));
    for (const entry of order) await signalProcess(entry, "SIGKILL");
    await clock.sleep(5, signal);
  }
}
