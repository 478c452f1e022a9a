import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Context } from "../../context.js";
import type { Json, JsonObject } from "../../json.js";
import { defineChaosType, defineSubject, type Cluster, type Observation } from "../../subject.js";

const nodes = ["n1", "n2"] as const;

/** Of the cluster with that id. */
export function folderOf(clusterId: string): string {
  return join(tmpdir(), `file-subject-${clusterId}`);
}

/** A cluster that is a folder: a node is up while its file is there, a write is a file. Any process can attach to it. */
class FileCluster implements Cluster {
  constructor(private readonly folder: string) {}

  get handle(): Json {
    return { folder: this.folder };
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async briefing() {
    return {
      summary: "Two nodes; each is up while its file is there.",
      endpoints: [],
      nodes: nodes.map((name) => ({ name, description: "a file" })),
      commands: { restart: { summary: "Starts a node", command: `/bin/sh -c 'touch ${this.path("up")}/{node}'` } },
    };
  }

  async reset(context?: Context): Promise<void> {
    for (const part of ["up", "writes"]) {
      rmSync(this.path(part), { recursive: true, force: true });
      mkdirSync(this.path(part), { recursive: true });
      await context?.clock.sleep(2, context.signal);
    }
    for (const node of nodes) writeFileSync(this.path("up", node), "");
  }

  async destroy(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async observe(): Promise<Observation> {
    if (!existsSync(this.path("up"))) return { status: "unknown", problems: [] };
    const down = nodes.filter((node) => !existsSync(this.path("up", node)));
    const problems = down.map((node) => ({
      key: `node_down:${node}`,
      target: node,
      message: `${node} is down`,
      severity: "critical" as const,
    }));
    return { status: down.length > 0 ? "degraded" : "healthy", problems };
  }

  async captureState(): Promise<JsonObject> {
    return { up: readdirSync(this.path("up")).sort(), writes: readdirSync(this.path("writes")).length };
  }

  fingerprint(state: JsonObject): Json {
    return { up: state["up"] ?? null };
  }

  async probe(n: number): Promise<void> {
    writeFileSync(this.path("writes", String(n)), "");
  }

  async lost(acknowledged: readonly number[]): Promise<readonly number[]> {
    return acknowledged.filter((n) => !existsSync(this.path("writes", String(n))));
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const nodeDown = defineChaosType<FileCluster, Record<string, never>, { node: string }>({
  summary: "A node goes down and stays down",
  params: z.strictObject({}) as z.ZodType<Record<string, never>>,
  symptom: { withinMs: 200 },
  selfHeals: () => false,
  healsByRestart: () => true,
  plan: async (_cluster, _params, context) => ({ node: context.random.pick(nodes) }),
  inject: async (cluster, { node }) => {
    rmSync(cluster.path("up", node), { force: true });
    return { removed: true };
  },
  inForce: async (cluster, { node }) => (existsSync(cluster.path("up", node)) ? "absent" : "present"),
  cleanup: async (cluster, { node }) => writeFileSync(cluster.path("up", node), ""),
  remedy: ({ node }, _metadata, briefing) => [restart(briefing).replace("{node}", node)],
  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "start_empty",
      why: "starts the node without its data",
      commands: [
        restart(briefing).replace("touch", "rm -f").replace("up/{node}", "writes/*"),
        restart(briefing).replace("{node}", node),
      ],
    },
  ],
});

function restart({ commands }: { commands: { readonly [purpose: string]: { command: string } } }): string {
  return commands["restart"]?.command ?? "";
}

/** Proves the suite where it needs real commands and real other processes. */
export default defineSubject<FileCluster, Record<string, never>>({
  name: "file",
  summary: "Nodes that are files",
  options: z.strictObject({}) as z.ZodType<Record<string, never>>,
  chaos: { node_down: nodeDown },
  preflight: async () => [],
  create: async (_options, context) => {
    const cluster = new FileCluster(folderOf(context.clusterId));
    await cluster.reset(context);
    return cluster;
  },
  attach: async (handle) => {
    const { folder } = handle as { folder: string };
    return existsSync(folder) ? new FileCluster(folder) : undefined;
  },
  sweep: async (clusterId) => rmSync(folderOf(clusterId), { recursive: true, force: true }),
});
