import { spawn } from "node:child_process";

export interface JudgeRun {
  cwd: string;
  env: { readonly [name: string]: string | undefined };
  /** For all of its answers, in ms. */
  timeoutMs: number;
  /** Ends it early. */
  signal: AbortSignal;
}

/** So much of what it prints is read. */
const mostOutput = 16_000_000;
const mostComplaint = 500;

/** Runs a judge's command line in a shell. Never rejects: what it printed until it failed is worth reading. */
export function runJudge(
  command: string,
  input: string,
  { cwd, env, timeoutMs, signal }: JudgeRun,
): Promise<{ output: string; failure: string | null }> {
  return new Promise((resolve) => {
    // A group of its own, so that what the shell started ends with it.
    const child = spawn("/bin/sh", ["-c", command], { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
    let [output, complaint] = ["", ""];
    let failure: string | null = null;
    const end = (why: string) => {
      failure ??= why;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => end(`it did not end within ${timeoutMs / 1_000} s`), timeoutMs);
    const interrupted = () => end("it was interrupted");
    signal.addEventListener("abort", interrupted);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > mostOutput) end("it printed too much");
    });
    child.stderr
      .setEncoding("utf8")
      .on("data", (text: string) => (complaint = (complaint + text).slice(-mostComplaint)));
    // One that does not read all it is told may still answer.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const settle = (why: string | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", interrupted);
      resolve({ output, failure: failure ?? why });
    };
    child.once("error", (error) => settle(error.message));
    child.once("close", (code, killedBy) => {
      const said = complaint.trim() === "" ? "" : `: ${complaint.trim()}`;
      settle(code === 0 ? null : `it ended with ${killedBy ?? `exit code ${code}`}${said}`);
    });
  });
}
