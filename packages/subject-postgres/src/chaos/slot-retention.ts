import { briefed, defineChaosType, until, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import type { PostgresCluster } from "../postgres-cluster.js";
import { limits } from "../problems.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { pickNode } from "./pick-node.js";
import { restoreBaseBackup } from "./wrong-fixes.js";

/** As of a standby elsewhere that was given up. */
const slot = "branch_office";

const mebibyte = 1024 * 1024;

const params = z.strictObject({
  retained_mib: z
    .int()
    .min(Math.ceil(limits.slotBytes / mebibyte) + 1)
    .max(128)
    .default(12)
    .describe("how much write-ahead log is retained to begin with, in MiB"),
});

type Params = z.infer<typeof params>;
type Plan = Unaffected & { node: string; retainedMib: number };

export const slotRetention = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "A replication slot that nobody uses keeps the primary from removing old write-ahead log",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  // A slot is kept on disk.
  healsByRestart: () => false,

  async plan(cluster, { retained_mib: retainedMib }, context) {
    const node = await pickNode(cluster, "primary", context);
    return { node, retainedMib, unaffected: await otherStandbys(cluster, [node], context) };
  },

  async inject(cluster, { node, retainedMib }, context) {
    await cluster.sql(node, `SELECT pg_create_physical_replication_slot('${slot}', true)`, context);
    await cluster.sql(node, writeLog(retainedMib), context);
    const retainedBytes = await until(async () => {
      const bytes = await retained(cluster, node, context);
      return bytes > limits.slotBytes ? bytes : undefined;
    }, context);
    return { node, slot, retainedBytes };
  },

  async inForce(cluster, _plan, context) {
    try {
      return await measure(cluster, context);
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, _plan, context) {
    const { primaries, standbys } = await cluster.roles(context);
    // A primary that was made a standby still has it.
    for (const node of [...primaries, ...standbys]) await cluster.sql(node, dropSlot, context);
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: ({ node }, _metadata, briefing) => [
    briefed(briefing, "sql", node, `SELECT pg_drop_replication_slot('${slot}')`),
  ],

  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "checkpoint",
      why: "a checkpoint removes no log that a slot still asks for",
      commands: [briefed(briefing, "sql", node, "CHECKPOINT")],
    },
    {
      name: "shrink_limits",
      why: "what a slot asks for is kept beyond these limits",
      commands: [
        briefed(
          briefing,
          "sql",
          node,
          "ALTER SYSTEM SET wal_keep_size = 0",
          "ALTER SYSTEM SET max_wal_size = '8MB'",
          "SELECT pg_reload_conf()",
          "CHECKPOINT",
        ),
      ],
    },
    {
      name: "delete_files",
      why: "the slot is still there, and the log is not there any more for those who need it",
      commands: [
        briefed(briefing, "sql", node, `COPY (SELECT) TO PROGRAM 'ls -d pg_wal/0* | head -n 8 | xargs rm -f'`),
      ],
    },
    restoreBaseBackup(node, briefing),
  ],
});

const dropSlot = `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '${slot}' AND NOT active`;

/** What a large import would write, and nothing in any table. */
function writeLog(mib: number): string {
  return `SELECT pg_logical_emit_message(false, 'import', repeat('x', ${mebibyte}), flush => true) FROM generate_series(1, ${mib})`;
}

/** On whichever node clients write to now. */
async function measure(cluster: PostgresCluster, context: Context): Promise<InForce> {
  const { primaries } = await cluster.roles(context);
  if (primaries.length === 0) return "unknown";
  const bytes = await Promise.all(primaries.map(async (node) => await retained(cluster, node, context)));
  if (bytes.some((count) => count > limits.slotBytes)) return "present";
  return bytes.some((count) => count > 0) ? "partial" : "absent";
}

/** 0 where there is no such slot, or one that retains nothing. */
async function retained(cluster: PostgresCluster, node: string, context: Context): Promise<number> {
  const [row] = await cluster.sql<{ bytes: number }>(
    node,
    `SELECT (pg_current_wal_lsn() - restart_lsn)::float8 AS bytes FROM pg_replication_slots
     WHERE slot_name = '${slot}' AND NOT active AND restart_lsn IS NOT NULL`,
    context,
  );
  return row?.bytes ?? 0;
}
