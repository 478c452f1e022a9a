import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import type { Command } from "../../subject.js";

/** Runs an operator's command line. Resolves however it ends; rejects only when it cannot be run at all or the signal aborts. */
export type Execute = (command: Command, call: ExecuteCall) => Promise<CommandEnd>;

export interface ExecuteCall {
  /** Aborts at the command's deadline, and when the operator is stopped. */
  signal: AbortSignal;
  /** `Cluster.adminGid`. */
  adminGid?: number;
}

export interface CommandEnd {
  /** 128 + n for signal n. */
  exitCode: number;
  /** Standard output and error, as they came; the end of them where they are long. */
  output: string;
}

/**
 * Whom commands run as where the harness is root: a uid without any rights of its own, as an operator's.
 * Outside of the uids that managed operators are given.
 */
const unprivilegedUid = 60_999;
const keptOutput = 16_384;
/** For output still on its way when the shell has ended, while a daemon that it started holds the pipe, in ms. */
const closeWithinMs = 200;
/** As operators have it, but for what they are promised beside. */
export const plainEnvironment = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/**
 * Through /bin/sh, with a plain environment. As root it gives up its rights for the cluster's
 * administering group, as operators do, so a remedy that only root could run does not pass. On abort
 * the whole process group is killed; what a finished command left in the background goes on.
 */
export const executeInShell: Execute = (command, { signal, adminGid }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: "/",
      env: plainEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      ...(process.geteuid?.() === 0 && adminGid !== undefined ? { uid: unprivilegedUid, gid: adminGid } : {}),
    });
    let output = "";
    const keep = (text: string) => {
      output = (output + text).slice(-keptOutput);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    const kill = () => killGroup(child.pid);
    signal.addEventListener("abort", kill, { once: true });
    const settle = (code: number | null, killedBy: NodeJS.Signals | null) => {
      signal.removeEventListener("abort", kill);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ exitCode: code ?? 128 + (killedBy ? constants.signals[killedBy] : 0), output });
    };
    child.once("error", reject);
    child.once("exit", (code, killedBy) => {
      const timer = setTimeout(() => settle(code, killedBy), closeWithinMs);
      child.once("close", () => {
        clearTimeout(timer);
        settle(code, killedBy);
      });
    });
  });

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
