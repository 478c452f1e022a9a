import { briefed, defineChaosType, until, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import type { NodeInspection } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { concernsNodes, type Unaffected } from "./concerns-nodes.js";
import { removeNode } from "./wrong-fixes.js";

const params = z.strictObject({
  standbys: z
    .enum(["one", "all"])
    .default("all")
    .describe("whose replay pauses; with all, clients do not read what they wrote from any"),
});

type Params = z.infer<typeof params>;
type Plan = Unaffected & { nodes: string[]; primary: string };

const pause = "SELECT pg_wal_replay_pause()";
const resume = "SELECT pg_wal_replay_resume()";

export const replayPaused = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "Standbys receive and keep all writes but show none: their replay is paused, and reads grow stale",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  // A pause is nothing that a server remembers when it is started.
  healsByRestart: () => true,

  async plan(cluster, { standbys: which }, context) {
    const { primaries, standbys } = await cluster.roles(context);
    const nodes = which === "all" ? standbys : [context.random.pick(standbys)];
    const unaffected = standbys.filter((name) => !nodes.includes(name));
    return { nodes, primary: context.random.pick(primaries), unaffected };
  },

  async inject(cluster, { nodes }, context) {
    const positions = await Promise.all(nodes.map(async (node) => await pauseReplay(cluster, node, context)));
    return { paused: Object.fromEntries(nodes.map((node, index) => [node, positions[index] ?? null])) };
  },

  async inForce(cluster, { nodes }, context) {
    return await pausedOn(cluster, nodes, context);
  },

  async cleanup(cluster, { nodes }, context) {
    for (const node of nodes) {
      // One that is down, or no standby any more, has forgotten it.
      const { process, facts } = await cluster.inspectNode(node, context);
      if (process === "absent" || facts?.replayPaused === false) continue;
      await cluster.sql(node, resume, context);
    }
  },

  concerns: (plan, ticket) => concernsNodes(plan.nodes, plan, ticket),

  remedy: ({ nodes }, _metadata, briefing) => nodes.map((node) => briefed(briefing, "sql", node, resume)),

  wrongFixes: ({ nodes, primary }, _metadata, briefing) => [
    {
      name: "restart_primary",
      why: "it is not what stands still; cut off from it, standbys that replay nothing do not even connect again",
      commands: [briefed(briefing, "restart", primary)],
    },
    {
      name: "connect_again",
      why: "the standbys receive as before, and replay nothing",
      commands: nodes.map((node) => briefed(briefing, "follow", node, primary)),
    },
    {
      name: "promote",
      why: "it replays everything, as a second primary",
      commands: nodes.slice(0, 1).map((node) => briefed(briefing, "promote", node)),
    },
    ...nodes.slice(0, 1).map((node) => removeNode(node, briefing)),
  ],
});

/** Resolves when it has paused, which takes a standby up to the end of the record it is at. Gives where. */
async function pauseReplay(cluster: PostgresCluster, node: string, context: Context): Promise<string> {
  await cluster.sql(node, pause, context);
  const look = "SELECT pg_get_wal_replay_pause_state() AS state, pg_last_wal_replay_lsn()::text AS position";
  return await until(async () => {
    const [row] = await cluster.sql<{ state: string; position: string }>(node, look, context);
    return row?.state === "paused" ? row.position : undefined;
  }, context);
}

async function pausedOn(cluster: PostgresCluster, nodes: readonly string[], context: Context): Promise<InForce> {
  let seen: NodeInspection[];
  try {
    seen = (await cluster.inspect(context)).nodes.filter(({ name }) => nodes.includes(name));
  } catch {
    return "unknown";
  }
  const paused = seen.filter(({ facts }) => facts?.replayPaused === true).length;
  if (paused === nodes.length) return "present";
  // A server that runs and does not answer may be paused or not.
  if (seen.some(({ process, facts }) => process !== "absent" && !facts)) return paused > 0 ? "partial" : "unknown";
  return paused > 0 ? "partial" : "absent";
}
