import { spawn } from "node:child_process";
import type { Account } from "./account.js";

export interface RunOptions {
  account?: Account | undefined;
  input?: string;
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Runs a program to its end and gives its stdout. Rejects when it fails, with the end of its stderr; killed on abort. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { account, input = "", cwd = "/", env, signal } = options;
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: searchPath, LC_ALL: "C", ...env },
      stdio: ["pipe", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-4096)));
    // A program that ends without reading its input is judged by its exit code alone.
    child.stdin.on("error", () => undefined).end(input);
    child.on("error", (error) => reject(signal.aborted ? asError(signal.reason) : error));
    child.on("close", (code, killedBy) => {
      if (signal.aborted) return reject(asError(signal.reason));
      if (code === 0) return resolve(stdout);
      reject(new Error(`${command} ended with ${code ?? killedBy}: ${stderr.trim() || stdout.trim().slice(-1024)}`));
    });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
