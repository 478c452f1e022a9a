import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";

export interface ShellGroupOptions {
  command: string;
  stdio: StdioOptions;
  cwd?: string;
  env?: { readonly [name: string]: string | undefined };
  timeoutMs: number;
  signal: AbortSignal;
}

export interface ShellGroup {
  child: ChildProcess;
  /**
   * How the shell ended: 128 + n for signal n, 124 when it ran out of time. Rejects with the signal's
   * reason when that aborted first.
   */
  ended: Promise<number>;
}

/**
 * Starts a command line through /bin/sh in a process group of its own, all of which is killed when its
 * time is up or the signal aborts.
 */
export function startShellGroup(options: ShellGroupOptions): ShellGroup {
  const { command, timeoutMs, signal: abort, ...spawnOptions } = options;
  abort.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", command], { ...spawnOptions, detached: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup();
  }, timeoutMs);
  abort.addEventListener("abort", killGroup, { once: true });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (abort.aborted) reject(abort.reason as Error);
      else if (timedOut) resolve(124);
      else resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  }).finally(() => {
    clearTimeout(timer);
    abort.removeEventListener("abort", killGroup);
  });
  return { child, ended };

  function killGroup(): void {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
