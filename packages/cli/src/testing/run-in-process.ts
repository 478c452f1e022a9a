import process from "node:process";
import type { Io } from "../io.js";
import { runCli } from "../run-cli.js";
import type { Finished } from "./spawn-cli.js";

/** A command line run in this process, in that folder: quicker than a program, and without its `main`. */
export async function runInProcess(folder: string, args: readonly string[]): Promise<Finished> {
  const text = { stdout: "", stderr: "" };
  const outputTo = (stream: keyof typeof text) => ({
    write: (more: string) => void (text[stream] += more),
    isTerminal: false,
    columns: 100,
  });
  const io: Io = {
    stdout: outputTo("stdout"),
    stderr: outputTo("stderr"),
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    program: "npx opseval",
    host: { node: process.version, platform: process.platform, arch: process.arch, pid: process.pid, uid: null },
    exists: () => true,
    onInterrupt: () => () => undefined,
  };
  const code = await runCli(args, io);
  return { code, ...text };
}
