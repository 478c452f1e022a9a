import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import {
  HarnessError,
  loadPlugin,
  seededRandom,
  systemClock,
  withDeadline,
  type Briefing,
  type Cluster,
  type Logger,
  type Surroundings,
} from "@eval/core";
import { createOperatorLog } from "@eval/operator-db";
import { becomeUser } from "./become-user.js";
import { makeAgent } from "./make-agent.js";
import { Monitor } from "./monitor.js";
import type { ProgramOptions } from "./options.js";
import { workOnTickets } from "./worker.js";

export interface ProgramSurroundings {
  cwd: string;
  env: { readonly [name: string]: string | undefined };
  log: Logger;
  /** Aborts when the program is asked to end. */
  signal: AbortSignal;
}

/** Attaches to the cluster, watches it and works on its tickets until it is asked to end. */
export async function runProgram(options: ProgramOptions, around: ProgramSurroundings): Promise<void> {
  const { subject } = await loadPlugin(options.plugin, around.cwd);
  const { clusterId, handle } = await readCluster(options.cluster);
  if (options.uid !== undefined) becomeUser({ uid: options.uid, gid: options.gid ?? options.uid });

  const surroundings: Surroundings = {
    clusterId,
    signal: around.signal,
    random: seededRandom("operator"),
    clock: systemClock,
    log: around.log,
  };
  await using cluster = await withDeadline(surroundings, { doing: "attaching", ms: attachMs }, (context) =>
    subject.attach(handle, context),
  );
  if (!cluster) throw new HarnessError("operator_start_failed", { message: "nothing is left of the cluster" });
  const briefing = await briefingOf(cluster, options, surroundings);
  const ownFolder = options.folder === undefined ? await mkdtemp(join(tmpdir(), "op-")) : null;
  const log = await createOperatorLog(resolve(options["operator-db"]));
  try {
    const monitor = new Monitor({
      cluster,
      log,
      surroundings,
      intervalMs: options["interval-ms"],
      lookMs: Math.max(5_000, options["interval-ms"]),
      realertMs: options["realert-ms"],
    });
    await monitor.look();
    if (options.ready !== undefined) await writeFile(options.ready, "");
    const worker = workOnTickets({
      agent: makeAgent(options, { folder: ownFolder ?? resolve(options.folder!), env: around.env }),
      monitor,
      log,
      briefing,
      clock: systemClock,
      commandTimeoutMs: options["command-timeout-ms"],
      signal: around.signal,
    });
    await Promise.all([monitor.watch(), worker]);
  } finally {
    await log.close();
    if (ownFolder !== null) await rm(ownFolder, { recursive: true, force: true });
  }
}

const attachMs = 60_000;

const clusterFileSchema = z.object({ clusterId: z.string(), handle: z.json() });

async function readCluster(path: string): Promise<z.infer<typeof clusterFileSchema>> {
  const content: unknown = JSON.parse(await readFile(path, "utf8"));
  const whole = clusterFileSchema.safeParse(content);
  return whole.success ? whole.data : { clusterId: "", handle: z.json().parse(content) };
}

async function briefingOf(cluster: Cluster, options: ProgramOptions, surroundings: Surroundings): Promise<Briefing> {
  if (options.briefing !== undefined) return JSON.parse(await readFile(options.briefing, "utf8")) as Briefing;
  return withDeadline(surroundings, { doing: "asking for the briefing", ms: attachMs }, (context) =>
    cluster.briefing(context),
  );
}
