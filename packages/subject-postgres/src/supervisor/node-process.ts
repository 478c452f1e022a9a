import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Clock } from "@eval/core";
import { killUntilGone, nodeProcesses, signalProcess } from "../cluster-processes.js";
import type { Layout } from "../layout.js";
import { findProcess, type ProcessEntry } from "../process-table.js";
import type { ClusterRecord, NodeRecord } from "../record.js";
import { serverCommand } from "../settings.js";
import { lastLines } from "./last-lines.js";
import type { NodeSettingsFile } from "./node-settings.js";

export type StopMode = "smart" | "fast" | "immediate";

const signalOf: Record<StopMode, NodeJS.Signals> = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" };

export interface NodeProcessOptions {
  record: ClusterRecord;
  layout: Layout;
  node: NodeRecord;
  settings: NodeSettingsFile;
  clock: Clock;
  log: (line: string) => void;
}

/** One node's server process: a child of this process, or one that an earlier supervisor left running. */
export class NodeProcess {
  readonly #options: NodeProcessOptions;
  readonly name: string;
  #pid: number | undefined;
  #restart: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #ending = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: NodeProcessOptions) {
    this.#options = options;
    this.name = options.node.name;
  }

  /** The running postmaster, paused or not. */
  async current(): Promise<ProcessEntry | undefined> {
    const entry = this.#pid === undefined ? undefined : await findProcess(this.#pid);
    return entry && this.#isPostmaster(entry) ? entry : undefined;
  }

  /** Administrative work on one node is done one piece after another. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return await turn;
  }

  /** Takes over a server that is running already; starts one that ought to be. */
  async adopt(): Promise<void> {
    const entry = await this.#recorded();
    if (entry) {
      this.#pid = entry.pid;
      // Not our child, so nothing tells us when it ends.
      this.#watch = setInterval(() => void this.#checkAdopted(), 100);
    } else {
      this.#scheduleRestart();
    }
  }

  /** Resolves when the server takes connections; rejects when it ends first, with what it said. */
  async start(timeoutMs: number): Promise<string> {
    const { clock, settings } = this.#options;
    clearTimeout(this.#restart);
    settings.change(this.name, { wanted: true });
    if (await this.current()) return `${this.name} is already running`;
    await this.#clearLeftovers();
    const deadline = clock.now() + timeoutMs;
    const ended = this.#spawn();
    const pid = this.#pid;
    while (clock.now() < deadline) {
      const failure = await Promise.race([ended, clock.sleep(10)]);
      if (failure !== undefined) throw new Error(failure);
      if (isReady(this.#options.layout.data(this.name), pid)) return `${this.name} started`;
    }
    throw new Error(`${this.name} is running but takes no connections yet; see its log`);
  }

  /** Asks, and kills what has not ended when four fifths of the time are over. */
  async stop(mode: StopMode, timeoutMs: number): Promise<string> {
    const { clock, settings, layout } = this.#options;
    clearTimeout(this.#restart);
    settings.change(this.name, { wanted: false });
    const postmaster = await this.current();
    const patience = clock.now() + timeoutMs * 0.8;
    let killed = false;
    if (postmaster) {
      await signalProcess(postmaster, signalOf[mode]);
      // A stopped process would not see the signal before it is continued.
      await this.resume();
      while ((await this.current()) && clock.now() < patience) await clock.sleep(10);
      killed = (await this.current()) !== undefined;
    }
    await killUntilGone(() => nodeProcesses(layout, this.name), {
      clock,
      signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
    });
    if (!postmaster) return `${this.name} is not running`;
    return killed ? `${this.name} did not end in time and was killed` : `${this.name} stopped`;
  }

  async resume(): Promise<void> {
    for (const entry of await nodeProcesses(this.#options.layout, this.name)) await signalProcess(entry, "SIGCONT");
  }

  async reload(): Promise<void> {
    const postmaster = await this.current();
    if (!postmaster) throw new Error(`${this.name} is not running`);
    await signalProcess(postmaster, "SIGHUP");
  }

  /** Sets how soon an ended server is started again. */
  restartAfter(ms: number | null): void {
    this.#options.settings.change(this.name, { restartAfterMs: ms });
    clearTimeout(this.#restart);
    if (this.#pid === undefined) this.#scheduleRestart();
  }

  /** Ends the server at once, for good. */
  async end(): Promise<void> {
    clearTimeout(this.#restart);
    clearInterval(this.#watch);
    this.#ending = true;
    const { clock, layout } = this.#options;
    const postmaster = await this.current();
    // An orderly end, however abrupt, frees what the kernel keeps for it; a stopped process cannot have one.
    if (postmaster && postmaster.state !== "T") {
      await signalProcess(postmaster, "SIGQUIT");
      for (let waited = 0; waited < 50 && (await this.current()); waited++) await clock.sleep(2);
    }
    await killUntilGone(() => nodeProcesses(layout, this.name), { clock, signal: AbortSignal.timeout(2000) });
  }

  #isPostmaster({ arguments: words }: ProcessEntry): boolean {
    const option = words.indexOf("-D");
    return option >= 0 && words[option + 1] === this.#options.layout.data(this.name);
  }

  async #recorded(): Promise<ProcessEntry | undefined> {
    const pid = Number(readPidFile(this.#options.layout.data(this.name))?.[0]);
    const entry = Number.isInteger(pid) ? await findProcess(pid) : undefined;
    return entry && this.#isPostmaster(entry) ? entry : undefined;
  }

  /** Gives a promise of why it ended, for whoever waits for it to start. */
  #spawn(): Promise<string> {
    const { record, layout, node, log } = this.#options;
    const [command, args] = serverCommand(record, layout, node);
    const output = openSync(layout.log(this.name), "a", 0o640);
    const child = spawn(command, args, {
      cwd: layout.folder,
      env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" },
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    this.#pid = child.pid;
    return new Promise((resolve) => {
      const onEnd = (how: string) => {
        if (child.pid !== undefined && this.#pid !== child.pid) return;
        log(`${this.name} ended: ${how}`);
        this.#onEnded();
        resolve(`${this.name} did not start (${how}):\n${lastLines(layout.log(this.name), 8)}`);
      };
      child.once("error", (error) => onEnd(error.message));
      child.once("exit", (code, signal) => onEnd(signal ?? `exit code ${code}`));
    });
  }

  async #checkAdopted(): Promise<void> {
    if (await this.current()) return;
    clearInterval(this.#watch);
    this.#onEnded();
  }

  #onEnded(): void {
    this.#pid = undefined;
    this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    const { wanted, restartAfterMs } = this.#options.settings.of(this.name);
    if (!wanted || restartAfterMs === null || this.#ending) return;
    const again = () => this.alone(() => this.start(10_000)).catch((error: Error) => this.#options.log(error.message));
    this.#restart = setTimeout(() => void again(), restartAfterMs);
  }

  /**
   * What a killed server leaves keeps the next one from starting: children that have not noticed yet, and
   * lock files whose pid may be a zombie's or somebody else's by now.
   */
  async #clearLeftovers(): Promise<void> {
    const { layout, node, clock } = this.#options;
    await killUntilGone(() => nodeProcesses(layout, this.name), { clock, signal: AbortSignal.timeout(5000) });
    rmSync(join(layout.data(this.name), "postmaster.pid"), { force: true });
    for (const suffix of ["", ".lock"]) rmSync(join(layout.run, `.s.PGSQL.${node.port}${suffix}`), { force: true });
  }
}

function readPidFile(data: string): string[] | undefined {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
}

/** Line 1 is the postmaster's pid, line 8 its status. */
function isReady(data: string, pid: number | undefined): boolean {
  const lines = readPidFile(data);
  return Number(lines?.[0]) === pid && ["ready", "standby"].includes(lines?.[7]?.trim() ?? "");
}
