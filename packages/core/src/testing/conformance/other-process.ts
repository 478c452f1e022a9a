import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "../../json.js";
import type { Health, InForce } from "../../subject.js";
import { fail } from "./demand.js";
import { plainEnvironment } from "./execute-in-shell.js";

/** What another process is asked to do with a plugin: to import it, and perhaps to attach to a cluster. */
export interface OtherProcessJob {
  /** URL of the plugin's module. */
  plugin: string;
  attach?: {
    clusterId: string;
    handle: Json;
    /** A fault to clean up. */
    cleanup?: { chaosType: string; plan: Json };
  };
  /** For the work, in ms. */
  ms: number;
}

export interface OtherProcessFindings {
  /** What importing the plugin left open: kinds of handles, as Node names them. */
  left: readonly string[];
  attached: boolean;
  status: Health | null;
  /** After the clean-up. */
  inForce: InForce | null;
}

export type OtherProcessAnswer = { findings: OtherProcessFindings } | { error: string };

/** For the process to start, and to end once its work is done, in ms each. */
const graceMs = 20_000;
const keptOutput = 2_000;

/**
 * Does the job in a fresh Node process, and waits until that has ended by itself. Fails the check when
 * it does not answer, answers with an error, or is kept alive by something after it let go of the cluster.
 * Like an operator's, its environment is plain and its folder for temporary files its own, so a handle
 * that means something only together with this process's environment is found out.
 */
export async function inOtherProcess(job: OtherProcessJob): Promise<OtherProcessFindings> {
  const folder = await mkdtemp(join(tmpdir(), "other-process-"));
  try {
    const env = { ...plainEnvironment, TMPDIR: folder };
    return await findingsOf(fork(programPath(), [], { execArgv: [], silent: true, env }), job);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findingsOf(child: ChildProcess, job: OtherProcessJob): Promise<OtherProcessFindings> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`exit code ${signal ?? code}`));
  });
  const answered = new Promise<OtherProcessAnswer>((resolve) => {
    child.once("message", (message) => resolve(message as OtherProcessAnswer));
  });
  child.send(job, () => undefined);

  const answer = await settledWithin(Promise.race([answered, exited]), job.ms + graceMs, child);
  if (answer === undefined) fail(`another process did not answer within ${job.ms + graceMs} ms. ${output}`);
  if (typeof answer === "string") fail(`another process ended without an answer (${answer}). ${output}`);
  if ("error" in answer) fail(`another process failed: ${answer.error}`);
  const end = await settledWithin(exited, graceMs, child);
  if (end === undefined) fail(`something kept the other process alive for ${graceMs} ms after its work was done`);
  return answer.findings;
}

/** Undefined, and the process killed, when that takes too long. */
async function settledWithin<T>(settling: Promise<T>, ms: number, child: ChildProcess): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([settling, late]);
  clearTimeout(timer);
  if (first === undefined) child.kill("SIGKILL");
  return first;
}

/** The built one: the sources are TypeScript, which not every Node runs. */
function programPath(): string {
  const beside = fileURLToPath(new URL("./other-process-program.js", import.meta.url));
  const built = createRequire(import.meta.url).resolve("@eval/core/testing");
  return join(dirname(built), relative(dirname(dirname(beside)), beside));
}
