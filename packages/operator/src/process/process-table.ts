import { readdir, readFile } from "node:fs/promises";

/** One process that is not a zombie. */
export interface ProcessEntry {
  pid: number;
  group: number;
  session: number;
  /** Clock ticks since boot: with the pid, the identity of a process. */
  startTime: string;
  /** Real, effective, saved and file-system uid. */
  uids: readonly number[];
  command: string;
}

/**
 * Every process that is alive, from /proc; null where there is none. Zombies count as gone: they run
 * nothing, and an orphan may stay one for seconds until PID 1 reaps it.
 */
export async function readProcessTable(): Promise<ProcessEntry[] | null> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) return null;
  const entries = await Promise.all(pids.map(readProcess));
  return entries.filter((entry) => entry !== null);
}

/** One process; null when it is gone or a zombie. */
export async function readProcess(pid: number): Promise<ProcessEntry | null> {
  const [stat, status] = await Promise.all([readText(`/proc/${pid}/stat`), readText(`/proc/${pid}/status`)]);
  if (stat === null || status === null) return null;
  const parsed = parseStat(stat);
  if (parsed === null || parsed.state === "Z" || parsed.state === "X") return null;
  const { name, group, session, startTime } = parsed;
  const commandLine = ((await readText(`/proc/${pid}/cmdline`)) ?? "").replaceAll("\0", " ").trim();
  return { pid, group, session, startTime, uids: parseUids(status), command: (commandLine || name).slice(0, 200) };
}

/** The name stands in parentheses and may itself hold spaces and parentheses. */
export function parseStat(stat: string) {
  const end = stat.lastIndexOf(")");
  const fields = stat.slice(end + 2).split(" ");
  const [state, , group, session] = fields;
  const startTime = fields[19];
  if (end < 0 || state === undefined || startTime === undefined) return null;
  const name = stat.slice(stat.indexOf("(") + 1, end);
  return { name, state, group: Number(group), session: Number(session), startTime };
}

function parseUids(status: string): number[] {
  const line = /^Uid:\s*(.+)$/m.exec(status)?.[1] ?? "";
  return line.split(/\s+/).map(Number);
}

/** The environment a process was started with; empty when it may not be read. */
export async function readEnvironment(pid: number): Promise<string[]> {
  return ((await readText(`/proc/${pid}/environ`)) ?? "").split("\0");
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}
