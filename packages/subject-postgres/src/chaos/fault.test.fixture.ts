import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import {
  systemClock,
  type Briefing,
  type ChaosType,
  type Command,
  type InForce,
  type Json,
  type JsonObject,
} from "@eval/core";
import { executeInShell, type CommandEnd } from "@eval/core/testing";
import type { TestCluster } from "../cluster.test.fixture.js";
import subject, { type PostgresCluster } from "../index.js";

/** For how long a cluster must stay healthy to count as recovered, in ms. */
export const holdMs = 2000;
const commandMs = 30_000;
const written = [1, 2, 3];

/** One fault of a test on its cluster. */
export class TestFault {
  private constructor(
    readonly made: TestCluster,
    readonly type: ChaosType<PostgresCluster>,
    readonly plan: Json,
    readonly briefing: Briefing,
    private readonly fresh: Json,
  ) {}

  /** Planned as for a trial: the plan has been through JSON, and writes were acknowledged before. */
  static async planned(made: TestCluster, name: string, params: JsonObject = {}): Promise<TestFault> {
    const type = subject.chaos[name];
    if (!type) throw new RangeError(`no chaos type ${name}`);
    const { cluster } = made;
    const plan = (await type.plan(cluster, type.params.parse(params), made.context())) as Json;
    for (const n of written) await cluster.probe(n, made.context());
    const copy = JSON.parse(JSON.stringify(plan)) as Json;
    return new TestFault(made, type, copy, await cluster.briefing(), await made.fingerprint());
  }

  async inject(signal?: AbortSignal): Promise<JsonObject> {
    return await this.type.inject(this.made.cluster, this.plan, this.made.context(signal ? { signal } : {}));
  }

  async inForce(): Promise<InForce> {
    return await this.type.inForce(this.made.cluster, this.plan, this.made.context());
  }

  /** Waits as the harness does until it is measured absent. */
  async cleanup(): Promise<void> {
    const context = this.made.context();
    await this.type.cleanup(this.made.cluster, this.plan, context);
    for (let last = await this.inForce(); last !== "absent"; last = await this.inForce()) {
      if (context.signal.aborted) throw new Error(`after the clean-up it was ${last}`);
      await systemClock.sleep(50);
    }
  }

  remedy(metadata: JsonObject): readonly Command[] {
    return this.type.remedy(this.plan, metadata, this.briefing);
  }

  wrongFix(metadata: JsonObject, name: string): readonly Command[] {
    const fixes = this.type.wrongFixes?.(this.plan, metadata, this.briefing) ?? [];
    const fix = fixes.find((candidate) => candidate.name === name);
    if (!fix) throw new RangeError(`no wrong fix ${name}; there are ${fixes.map((each) => each.name).join(", ")}`);
    return fix.commands;
  }

  /** As an operator types them: in /bin/sh, and as another user where there may be one. */
  async execute(commands: readonly Command[]): Promise<CommandEnd[]> {
    const { adminGid } = this.made.cluster;
    const ends: CommandEnd[] = [];
    for (const command of commands) {
      const call = { signal: AbortSignal.timeout(commandMs), ...(adminGid === undefined ? {} : { adminGid }) };
      ends.push(await executeInShell(command, call));
    }
    return ends;
  }

  /** Restarts what an operator would who knows no better: the nodes that problems name, or all. */
  async restartWhatIsNamed(): Promise<void> {
    const { problems } = await this.made.cluster.observe(this.made.context());
    const targets = problems.map(({ target }) => target);
    const nodes = this.made.cluster.nodes.filter((node) => targets.includes(node) || targets.includes(null));
    const restart = this.briefing.commands["restart"]?.command ?? "";
    await this.execute(nodes.map((node) => restart.replaceAll("{node}", node)));
  }

  /** Whether the cluster becomes healthy in this time, in ms, and stays so for the hold window. */
  async recovers(withinMs: number, forMs = holdMs): Promise<boolean> {
    const end = systemClock.now() + withinMs;
    let since: number | undefined;
    for (;;) {
      const began = systemClock.now();
      const { status } = await this.made.cluster.observe(this.made.context());
      if (status !== "healthy") since = undefined;
      else since ??= began;
      if (since === undefined && systemClock.now() >= end) return false;
      if (since !== undefined && systemClock.now() - since >= forMs) return true;
      await systemClock.sleep(50);
    }
  }

  /** Makes the cluster a fresh one for the next test, by a reset where the clean-up alone does not. */
  async leave(): Promise<void> {
    await this.cleanup();
    const { status } = await this.made.cluster.observe(this.made.context());
    if (status !== "healthy" || !isDeepStrictEqual(await this.made.fingerprint(), this.fresh)) await this.made.reset();
  }

  /** Which of the writes from before the fault are gone. */
  async lost(): Promise<readonly number[]> {
    return await this.made.cluster.lost(written, this.made.context());
  }

  /** Injects it from a process that is killed as soon as it has. */
  async injectElsewhere(name: string): Promise<void> {
    const input = JSON.stringify({ clusterId: this.made.id, handle: this.made.cluster.handle, name, plan: this.plan });
    const child = spawn(process.execPath, ["--input-type=module", "-e", injectingProgram, input], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await new Promise<void>((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`the injecting program ended with ${code}`)));
        createInterface({ input: child.stdout }).once("line", () => resolve());
      });
    } finally {
      child.kill("SIGKILL");
    }
  }
}

const injectingProgram = `
import { seededRandom, silentLogger, systemClock } from ${JSON.stringify(import.meta.resolve("@eval/core"))};
const { default: subject } = await import(${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)});
const { clusterId, handle, name, plan } = JSON.parse(process.argv[1]);
const context = {
  clusterId,
  signal: AbortSignal.timeout(30000),
  remainingMs: () => 30000,
  random: seededRandom("elsewhere"),
  clock: systemClock,
  log: silentLogger,
};
const cluster = await subject.attach(handle, context);
await subject.chaos[name].inject(cluster, plan, context);
console.log("injected");
setInterval(() => undefined, 1000);
`;
