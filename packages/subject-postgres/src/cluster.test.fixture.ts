import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import process from "node:process";
import { seededRandom, silentLogger, systemClock, type Context, type Json, type Problem } from "@eval/core";
import { setupAccount } from "./account.js";
import { candidateFolders } from "./cluster-folder.js";
import { clusterProcesses } from "./cluster-processes.js";
import { clusterUids } from "./cluster-uids.js";
import { thisHost } from "./host.js";
import subject, { type PostgresCluster } from "./index.js";
import { layoutOf } from "./layout.js";
import { options as optionsSchema } from "./options.js";

/** Generous: other work goes on beside the tests. */
const callMs = 40_000;

export const isRoot = process.getuid?.() === 0;

export function newClusterId(): string {
  return randomUUID().slice(0, 8);
}

export function contextFor(clusterId: string, { ms = callMs, seed = "seed", signal }: ContextOptions = {}): Context {
  const end = systemClock.now() + ms;
  const limit = AbortSignal.timeout(ms);
  return {
    clusterId,
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    remainingMs: () => Math.max(0, end - systemClock.now()),
    random: seededRandom(seed),
    clock: systemClock,
    log: silentLogger,
  };
}

interface ContextOptions {
  ms?: number;
  seed?: string;
  signal?: AbortSignal;
}

/** One real cluster of a test file, gone when it is disposed of. */
export class TestCluster implements AsyncDisposable {
  private constructor(
    readonly id: string,
    readonly cluster: PostgresCluster,
  ) {}

  static async create(): Promise<TestCluster> {
    const id = newClusterId();
    const made = new TestCluster(id, await subject.create(optionsSchema.parse({}), contextFor(id)));
    await made.untilHealthy();
    return made;
  }

  context(options?: ContextOptions): Context {
    return contextFor(this.id, options);
  }

  async reset(): Promise<void> {
    await this.cluster.reset(this.context());
    await this.untilHealthy();
  }

  async fingerprint(): Promise<Json> {
    return this.cluster.fingerprint(await this.cluster.captureState(this.context()));
  }

  async untilHealthy(): Promise<void> {
    await this.until((problems) => problems.length === 0);
  }

  /** Observes until the problems are as wanted; rejects with the last ones otherwise. */
  async until(isAsWanted: (problems: readonly Problem[]) => boolean): Promise<readonly Problem[]> {
    const context = this.context();
    let last: readonly Problem[] = [];
    while (!context.signal.aborted) {
      const { status, problems } = await this.cluster.observe(this.context({ ms: 3000 }));
      if (status !== "unknown" && isAsWanted(problems)) return problems;
      last = problems;
      await systemClock.sleep(50);
    }
    throw new Error(`not as wanted: ${JSON.stringify(last)}`);
  }

  async untilProblem(key: string): Promise<Problem> {
    const problems = await this.until((present) => present.some((problem) => problem.key === key));
    return problems.find((problem) => problem.key === key) as Problem;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.destroy(this.context());
  }
}

/** Whatever a cluster of this id has on the host, in words. */
export async function leftovers(clusterId: string): Promise<string[]> {
  const layouts = candidateFolders(clusterId, thisHost()).map(layoutOf);
  const folders = layouts.flatMap(({ folder, setup }) => [folder, setup]).filter((folder) => existsSync(folder));
  const processes = await Promise.all(layouts.map(async (layout) => await clusterProcesses(layout, clusterUids())));
  return [...folders, ...processes.flat().map(({ pid, arguments: words }) => `${pid} ${words.join(" ")}`)];
}

interface Segment {
  id: string;
  key: number;
  attached: number;
  uid: number;
}

/** All System V segments of a server's size; empty where the platform does not tell. */
function segments(): Segment[] {
  if (!existsSync("/proc/sysvipc/shm")) return [];
  const lines = readFileSync("/proc/sysvipc/shm", "utf8").trim().split("\n").slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , size]) => size === "56")
    .map(([key, id = "", , , , , attached, uid]) => ({
      id,
      key: Number(key) | 0,
      attached: Number(attached),
      uid: Number(uid),
    }));
}

/** Ids of the segments of a cluster's nodes: PostgreSQL takes the data folder's inode as their key. */
export function segmentsOf({ layout, nodes }: PostgresCluster): string[] {
  const keys = nodes.map((node) => statSync(layout.data(node)).ino | 0);
  return segments()
    .filter(({ key }) => keys.includes(key))
    .map(({ id }) => id);
}

export function allSegments(): string[] {
  return segments().map(({ id }) => id);
}

/** Segments that a set-up left for good: those that nobody uses, now and a second later. Told apart only for root. */
export async function segmentsLeftBySetUp(): Promise<string[]> {
  const setup = isRoot ? setupAccount(thisHost())?.uid : undefined;
  const unused = () => segments().filter(({ attached, uid }) => attached === 0 && uid === setup);
  const first = new Set(unused().map(({ id }) => id));
  await systemClock.sleep(1000);
  return unused()
    .map(({ id }) => id)
    .filter((id) => first.has(id));
}
