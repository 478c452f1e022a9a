import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";

export interface ProcessEntry {
  pid: number;
  parent: number;
  /** As in ps: R, S, D, T (stopped), Z (zombie). */
  state: string;
  /** Equal for the same process, different for a later one of the same pid. */
  started: string;
  uid: number;
  arguments: readonly string[];
  /** Undefined where it may not be read, or the platform does not tell. */
  folder?: string;
}

/**
 * The processes whose arguments are wanted; of the others nothing more is read. Zombies are left out: they
 * hold nothing and cannot be ended.
 */
export async function listProcesses(isWanted: (words: readonly string[]) => boolean): Promise<ProcessEntry[]> {
  if (!existsSync("/proc/self/stat")) return (await listByPs()).filter((entry) => isWanted(entry.arguments));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name), isWanted))
    .filter((entry) => entry !== undefined);
}

/** One process; undefined when there is none alive. */
export async function findProcess(pid: number): Promise<ProcessEntry | undefined> {
  if (existsSync("/proc/self/stat")) return readProcess(pid);
  return (await listByPs()).find((entry) => entry.pid === pid);
}

function readProcess(
  pid: number,
  isWanted: (words: readonly string[]) => boolean = () => true,
): ProcessEntry | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").replace(/\0+$/, "").split("\0");
    if (!isWanted(words)) return undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name stands in parentheses and may itself contain blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0] ?? "Z";
    if (state === "Z" || state === "X") return undefined;
    const folder = readFolder(pid);
    return {
      pid,
      parent: Number(fields[1]),
      state,
      started: fields[19] ?? "",
      // The owner of /proc/PID is root's for a process that has changed its uid: the status tells the truth.
      uid: Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? -1),
      arguments: words,
      ...(folder === undefined ? {} : { folder }),
    };
  } catch {
    return undefined;
  }
}

function readFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, "");
  } catch {
    return undefined;
  }
}

async function listByPs(): Promise<ProcessEntry[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axww", "-o", "pid=,ppid=,uid=,stat=,lstart=,command="], {
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout
    .split("\n")
    .map(parsePsLine)
    .filter((entry) => entry !== undefined && !entry.state.startsWith("Z")) as ProcessEntry[];
}

/** Arguments are told apart at blanks: ps does not say where one ends. */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w+ \w+\s+\d+ [\d:]+ \d+)\s+(.*)$/.exec(line);
  if (!match) return undefined;
  const [, pid, parent, uid, state = "", started = "", command = ""] = match;
  return {
    pid: Number(pid),
    parent: Number(parent),
    uid: Number(uid),
    state: state.slice(0, 1),
    started,
    arguments: command.split(" "),
  };
}
