import { spawn } from "node:child_process";

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, perhaps as another user; never rejects for its exit code. */
export async function runProgram(
  command: string,
  args: readonly string[],
  who: { uid?: number; gid?: number } = {},
): Promise<Ran> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "pipe", "pipe"],
      ...who,
    });
    const ran = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ran.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ran.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...ran }));
  });
}
