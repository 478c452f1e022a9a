import { briefed, defineChaosType } from "@eval/core";
import { z } from "zod";
import type { PostgresCluster } from "../postgres-cluster.js";
import { pickNode } from "./pick-node.js";

/** What such a program might be called; by its sessions' application name both sides find it. */
const program = "batch-report";

const params = z.strictObject({});

type Plan = { table: string };

export const lockPileup = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "A batch program holds a table's lock in a transaction it never ends, and writers queue behind it",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // The node that problems name is the primary: its restart ends every transaction.
  healsByRestart: () => true,

  async plan() {
    return await Promise.resolve({ table: "account" });
  },

  async inject(cluster, { table }, context) {
    const node = await pickNode(cluster, "primary", context);
    const statements = ["BEGIN", `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`];
    const client = await cluster.startHeldClient({ title: program, node, connections: 1, statements }, context);
    const held = await locksHeld(cluster, { node, table }, context);
    return { node, table, clientPid: client.pid, backends: client.backends, locksHeld: held };
  },

  async inForce(cluster, { table }, context) {
    try {
      const { primaries } = await cluster.roles(context);
      const held = await Promise.all(primaries.map((node) => locksHeld(cluster, { node, table }, context)));
      return held.some((count) => count > 0) ? "present" : "absent";
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, _plan, context) {
    await cluster.endHeldClients(program, context);
    const { primaries } = await cluster.roles(context);
    // Its end is noticed by the server only when it next speaks to it.
    for (const node of primaries) await cluster.sql(node, terminate, context);
  },

  remedy: (_plan, metadata, briefing) => [briefed(briefing, "sql", String(metadata["node"]), terminate)],

  wrongFixes: (_plan, metadata, briefing) => [
    {
      name: "cancel_query",
      why: "an idle transaction runs no query that could be cancelled",
      commands: [briefed(briefing, "sql", String(metadata["node"]), terminate.replace("terminate", "cancel"))],
    },
    {
      name: "terminate_waiting",
      why: "ends those who wait, and not the one they wait for",
      commands: [
        briefed(
          briefing,
          "sql",
          String(metadata["node"]),
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
        ),
      ],
    },
  ],
});

const terminate = `SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = '${program}'`;

async function locksHeld(
  cluster: PostgresCluster,
  { node, table }: { node: string; table: string },
  context: Parameters<PostgresCluster["sql"]>[2],
): Promise<number> {
  const [row] = await cluster.sql<{ held: number }>(
    node,
    `SELECT count(*)::int AS held FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE relation = '${table}'::regclass AND granted AND mode = 'AccessExclusiveLock' AND application_name = '${program}'`,
    context,
  );
  return row?.held ?? 0;
}
