import { execFile } from "node:child_process";
import process from "node:process";

interface Ended {
  /** Null when it was killed by a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What a test runner sets for the processes below it is not what people have. */
const ours =
  /^(VITEST|NODE_OPTIONS$|NODE_ENV$|TEST$|npm_(package|lifecycle|config_(?!cache|registry|userconfig|nodedir))|INIT_CWD)/;

/** Runs a program to its end, or for so long that something must be wrong. */
function runToEnd(
  command: string,
  args: readonly string[],
  { cwd, ms = 240_000 }: { cwd: string; ms?: number },
): Promise<Ended> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: ms, killSignal: "SIGKILL" as const, maxBuffer: 2 ** 26 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error && child.exitCode === 0 ? 1 : child.exitCode, stdout, stderr });
    });
  });
}

/** The same; rejects with all that it printed when it fails. */
export async function runWell(...call: Parameters<typeof runToEnd>): Promise<Ended> {
  const ended = await runToEnd(...call);
  if (ended.code === 0) return ended;
  const [command, args] = call;
  throw new Error(`${command} ${args.join(" ")} exited with ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
}
