import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { HarnessError, type Context, type OperatorEnd, type OperatorStop } from "@eval/core";
import { boundOutput } from "./bound-output.js";
import { endAll, groupIsAlive, signalQuietly, type Containment } from "./containment.js";
import { outputTail } from "./output-tail.js";
import { readProcess } from "./process-table.js";

export interface ManagedProcessOptions {
  file: string;
  args: readonly string[];
  /** Its whole environment, but for the marker. */
  env: { readonly [name: string]: string };
  cwd: string;
  /** Gets its standard output and error, appended. */
  log: string;
  /** Whom the process is started as; absent: as this process's user. */
  as?: { uid: number; gid: number };
  /** A uid that nothing but this operator uses. */
  ownUid: number | null;
  /** How the marker begins; the rest is random. */
  runPrefix: string;
}

/** The variable by which what an operator spawned is found again. Says nothing to whoever reads it. */
export const markerName = "OPERATOR_RUN";

/** A process in a session of its own, with everything it spawns. */
export interface ManagedProcess {
  readonly pid: number;
  readonly containment: Containment;
  /** Resolves when it ends before `stop` was called. */
  readonly ended: Promise<OperatorEnd>;
  stop(stop: { graceMs: number }, context: Context): Promise<OperatorStop>;
}

/** Rejects with `operator_start_failed` when it cannot be started at all. */
export async function startManagedProcess(options: ManagedProcessOptions): Promise<ManagedProcess> {
  const marker = `${options.runPrefix}${randomBytes(6).toString("hex")}`;
  const { pid, exited } = await spawnInSession(options, marker);
  let end: OperatorEnd | null = null;
  const unbound = boundOutput(options.log);
  void exited.then(unbound);
  const recorded = exited.then(async (how) => (end = { ...how, outputTail: await outputTail(options.log) }));
  const startTime = (await readProcess(pid))?.startTime ?? null;
  const containment: Containment = { pid, startTime, uid: options.ownUid, marker: `${markerName}=${marker}` };

  let stopping: Promise<OperatorStop> | undefined;
  const stop = async (graceMs: number, context: Context): Promise<OperatorStop> => {
    const graceEnds = context.clock.now() + Math.min(graceMs, context.remainingMs() - killMs);
    if (await groupIsAlive(containment)) signalQuietly(-pid, "SIGTERM");
    let killed = false;
    while (await groupIsAlive(containment)) {
      if (context.clock.now() >= graceEnds || context.signal.aborted) {
        killed = true;
        break;
      }
      await context.clock.sleep(pollMs, context.signal).catch(() => undefined);
    }
    const survivors = await endAll(containment, Math.max(killMs, context.remainingMs() - reportMs));
    if (survivors.every((survivor) => survivor.pid !== pid)) await recorded;
    return { managed: true, end, killed, survivors };
  };

  return {
    pid,
    containment,
    ended: new Promise((resolve) => void recorded.then((how) => !stopping && resolve(how))),
    stop: ({ graceMs }, context) => (stopping ??= stop(graceMs, context)),
  };
}

const pollMs = 20;
const reportMs = 200;
/** Kept for killing, even from a stop that was aborted: what lingers would repair the next trial's cluster. */
const killMs = 2_000;

type Exit = { exitCode: number | null; signal: string | null };

async function spawnInSession(options: ManagedProcessOptions, marker: string) {
  // A file and never a pipe: an operator that writes more than anybody reads must not block.
  const log = await open(options.log, "a");
  try {
    const child = spawn(options.file, [...options.args], {
      cwd: options.cwd,
      env: { ...options.env, [markerName]: marker },
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      // With a uid, libuv drops the supplementary groups as well.
      ...options.as,
    });
    const exited = new Promise<Exit>((resolve) =>
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal })),
    );
    await once(child, "spawn");
    return { pid: child.pid!, exited };
  } catch (error) {
    throw new HarnessError("operator_start_failed", { message: `${options.file} cannot be started`, cause: error });
  } finally {
    await log.close();
  }
}
