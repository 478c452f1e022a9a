import { z } from "zod";
import { HarnessError } from "../errors.js";
import type { Json, JsonObject } from "../json.js";
import {
  defineChaosType,
  defineSubject,
  type Briefing,
  type ChaosType,
  type Cluster,
  type Observation,
} from "../subject.js";

/** What exists of one fake cluster, shared by all who are attached to it. */
interface World {
  up: Map<string, boolean>;
  /** A setting that restarting does not mend. */
  broken: boolean;
  /** A fault that no observation shows. */
  hidden: boolean;
  /** Samples and probes find the control path dead. */
  unreachable: boolean;
  writes: Set<number>;
}

const nodes = ["n1", "n2", "n3"] as const;

/**
 * A subject in memory, for tests of harnesses and for trying things out: three nodes that are up or
 * down, a setting that can be broken, and numbered writes that can be wiped. Its worlds live in this
 * object, so two subjects never share a cluster.
 */
export class FakeSubject {
  readonly worlds = new Map<string, World>();

  /** Runs a command line that the briefing or a remedy names: `admin CLUSTER start n1`. */
  readonly execute = async (line: string): Promise<{ exitCode: number; output: string }> => {
    const [program, id = "", verb, node = ""] = line.split(" ");
    const world = this.worlds.get(id);
    if (program !== "admin" || !world) return { exitCode: 127, output: `not found: ${line}` };
    if (verb === "start" || verb === "restart") world.up.set(node, true);
    else if (verb === "mend") world.broken = world.hidden = false;
    else if (verb === "wipe") {
      world.writes.clear();
      for (const name of nodes) world.up.set(name, true);
      world.broken = world.hidden = false;
    } else return { exitCode: 2, output: `unknown verb ${verb}` };
    return { exitCode: 0, output: "" };
  };

  readonly subject = defineSubject<FakeCluster, { size: number }>({
    name: "fake",
    summary: "Three nodes in memory",
    options: z.strictObject({ size: z.number().int().min(3).max(3).default(3) }),
    chaos: {
      node_down: nodeDown(),
      setting_broken: settingBroken(),
      blip: blip(),
      hidden: hiddenFault(),
      dud: dud(),
    },
    preflight: async () => [],
    create: async (_options, context) => {
      context.signal.throwIfAborted();
      const cluster = new FakeCluster(context.clusterId, this.worlds);
      await cluster.reset();
      return cluster;
    },
    attach: async (handle) => {
      const { id } = handle as { id: string };
      return this.worlds.has(id) ? new FakeCluster(id, this.worlds) : undefined;
    },
    sweep: async (clusterId) => void this.worlds.delete(clusterId),
    listClusters: async () => [...this.worlds.keys()].map((clusterId) => ({ clusterId, since: null })),
  });
}

export class FakeCluster implements Cluster {
  readonly handle: Json;

  constructor(
    readonly id: string,
    private readonly worlds: Map<string, World>,
  ) {
    this.handle = { id };
  }

  get world(): World {
    const world = this.worlds.get(this.id);
    if (!world) throw new HarnessError("observation_lost", { message: `cluster ${this.id} does not exist` });
    return world;
  }

  async briefing(): Promise<Briefing> {
    return {
      summary: "Three nodes in memory; all of them must be up.",
      endpoints: [],
      nodes: nodes.map((name) => ({ name, description: "a node" })),
      commands: {
        restart: { summary: "Starts a node", command: `admin ${this.id} restart {node}` },
        mend: { summary: "Mends the setting", command: `admin ${this.id} mend` },
      },
    };
  }

  async reset(): Promise<void> {
    this.worlds.set(this.id, {
      up: new Map(nodes.map((name) => [name, true])),
      broken: false,
      hidden: false,
      unreachable: false,
      writes: new Set(),
    });
  }

  async destroy(): Promise<void> {
    this.worlds.delete(this.id);
  }

  async observe(): Promise<Observation> {
    const world = this.worlds.get(this.id);
    if (!world || world.unreachable) return { status: "unknown", problems: [] };
    const problems = [...world.up]
      .filter(([, up]) => !up)
      .map(([node]) => ({
        key: `node_down:${node}`,
        target: node,
        message: `${node} is down`,
        severity: "critical" as const,
      }));
    const setting = { key: "setting", target: null, message: "the setting is broken", severity: "critical" as const };
    const all = world.broken ? [...problems, setting] : problems;
    return { status: all.length > 0 ? "degraded" : "healthy", problems: all };
  }

  async captureState(): Promise<JsonObject> {
    return { nodes: Object.fromEntries(this.world.up), broken: this.world.broken, writes: this.world.writes.size };
  }

  fingerprint(state: JsonObject): Json {
    return { nodes: state["nodes"] ?? null, broken: state["broken"] ?? null };
  }

  async probe(n: number): Promise<void> {
    const { broken, writes, up } = this.world;
    if (broken || !up.get("n1")) throw new Error("not acknowledged");
    writes.add(n);
  }

  async lost(acknowledged: readonly number[]): Promise<readonly number[]> {
    return acknowledged.filter((n) => !this.world.writes.has(n));
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

type Target = { node: string };

function nodeDown(): ChaosType<FakeCluster, { node?: string | undefined }, Target> {
  return defineChaosType({
    summary: "One node goes down and stays down",
    params: z.strictObject({ node: z.enum(nodes).optional() }),
    symptom: { withinMs: 500 },
    selfHeals: () => false,
    healsByRestart: () => true,
    plan: async (_cluster, { node }, context) => ({ node: node ?? context.random.pick(nodes) }),
    inject: async (cluster, { node }) => {
      cluster.world.up.set(node, false);
      return { node, up: false };
    },
    inForce: async (cluster, { node }) => (cluster.world.up.get(node) === false ? "present" : "absent"),
    cleanup: async (cluster, { node }) => void cluster.world.up.set(node, true),
    concerns: ({ node }, ticket) => ticket.target === null || ticket.target === node,
    remedy: ({ node }, _metadata, briefing) => [command(briefing, "restart").replace("{node}", node)],
    wrongFixes: (_plan, _metadata, briefing) => [
      {
        name: "wipe",
        why: "brings every node back without its data",
        commands: [command(briefing, "mend").replace("mend", "wipe")],
      },
    ],
  });
}

function settingBroken(): ChaosType<FakeCluster, Record<string, never>, Json> {
  return defineChaosType({
    summary: "A setting that no restart mends",
    params: z.strictObject({}) as z.ZodType<Record<string, never>>,
    symptom: { withinMs: 500 },
    selfHeals: () => false,
    healsByRestart: () => false,
    plan: async () => ({}),
    inject: async (cluster) => {
      cluster.world.broken = true;
      return { broken: true };
    },
    inForce: async (cluster) => (cluster.world.broken ? "present" : "absent"),
    cleanup: async (cluster) => void (cluster.world.broken = false),
    remedy: (_plan, _metadata, briefing) => [command(briefing, "mend")],
  });
}

/** Down for a while, then up again by itself. */
function blip(): ChaosType<FakeCluster, { ms: number }, Target & { ms: number }> {
  return defineChaosType({
    summary: "One node goes down and comes back",
    params: z.strictObject({ ms: z.number().int().positive().default(200) }),
    symptom: { withinMs: 500 },
    selfHeals: () => true,
    plan: async (_cluster, { ms }, context) => ({ node: context.random.pick(nodes), ms }),
    inject: async (cluster, { node, ms }) => {
      const { world } = cluster;
      world.up.set(node, false);
      setTimeout(() => world.up.set(node, true), ms).unref();
      return { node };
    },
    inForce: async (cluster, { node }) => (cluster.world.up.get(node) === false ? "present" : "absent"),
    cleanup: async (cluster, { node }) => void cluster.world.up.set(node, true),
    remedy: ({ node }, _metadata, briefing) => [command(briefing, "restart").replace("{node}", node)],
  });
}

function hiddenFault(): ChaosType<FakeCluster, Record<string, never>, Json> {
  return defineChaosType({
    summary: "A fault that shows no symptom",
    params: z.strictObject({}) as z.ZodType<Record<string, never>>,
    selfHeals: () => false,
    plan: async () => ({}),
    inject: async (cluster) => {
      cluster.world.hidden = true;
      return { hidden: true };
    },
    inForce: async (cluster) => (cluster.world.hidden ? "present" : "absent"),
    cleanup: async (cluster) => void (cluster.world.hidden = false),
    remedy: (_plan, _metadata, briefing) => [command(briefing, "mend")],
  });
}

/** Promises a symptom and shows none: what the symptom gate is for. Not fit for conformance. */
function dud(): ChaosType<FakeCluster, Record<string, never>, Json> {
  return { ...hiddenFault(), summary: "A fault without the effect it promises", symptom: { withinMs: 100 } };
}

function command(briefing: Briefing, purpose: string): string {
  const found = briefing.commands[purpose];
  if (!found) throw new Error(`the briefing has no ${purpose}`);
  return found.command;
}
