import { briefed, defineChaosType, until, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import type { PostgresCluster } from "../postgres-cluster.js";
import { limits } from "../problems.js";
import { reportingRole } from "../settings.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { pickNode } from "./pick-node.js";

/** What such a program might be called; by its sessions' application name both sides find it. */
const program = "report-server";

/** More than a node takes, even with its limit raised severalfold: whatever is free, the program gets. */
const wantedConnections = 500;

/** Enough for reports. */
const allowedConnections = 5;

const params = z.strictObject({});

type Plan = Unaffected & { node: string };

export const connectionExhaustion = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "A program's pool leaks connections until clients get none, and takes those back that it loses",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  // It connects again before anybody else has.
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    const node = await pickNode(cluster, "primary", context);
    return { node, unaffected: await otherStandbys(cluster, [node], context) };
  },

  async inject(cluster, { node }, context) {
    const job = {
      title: program,
      node,
      role: reportingRole,
      connections: wantedConnections,
      persistent: true,
      reconnects: true,
      statements: ["SELECT count(*) FROM ledger"],
    };
    const { pid } = await cluster.startHeldClient(job, context);
    const use = await until(async () => {
      const seen = await connectionUse(cluster, node, context);
      return isExhausted(seen) ? seen : undefined;
    }, context);
    return { node, clientPid: pid, ...use };
  },

  async inForce(cluster, _plan, context) {
    try {
      return await measure(cluster, context);
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, _plan, context) {
    // Its sessions wait for what it says next, so they end with it.
    await cluster.endHeldClients(program, context);
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: ({ node }, _metadata, briefing) => [
    briefed(
      briefing,
      "sql",
      node,
      `ALTER ROLE ${reportingRole} CONNECTION LIMIT ${allowedConnections}`,
      terminateSessions,
    ),
  ],

  wrongFixes: ({ node }, _metadata, briefing) => [
    {
      name: "terminate_sessions",
      why: "the program connects again at once",
      commands: [briefed(briefing, "sql", node, terminateSessions)],
    },
    {
      name: "raise_limit",
      why: "the leak fills any number of connections",
      commands: [
        briefed(briefing, "sql", node, "ALTER SYSTEM SET max_connections = 60"),
        briefed(briefing, "restart", node),
      ],
    },
    {
      name: "limit_clients",
      why: "it is not the role of ordinary clients that has too many",
      commands: [briefed(briefing, "sql", node, `ALTER ROLE app CONNECTION LIMIT ${allowedConnections}`)],
    },
  ],
});

const terminateSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${program}'`;

type ConnectionUse = { held: number; used: number; available: number };

function isExhausted({ held, used, available }: ConnectionUse): boolean {
  return holdsMost({ held, available }) && used >= available * limits.connectionShare;
}

function holdsMost({ held, available }: Pick<ConnectionUse, "held" | "available">): boolean {
  return held * 2 >= available;
}

/** On whichever node clients are to go to now. */
async function measure(cluster: PostgresCluster, context: Context): Promise<InForce> {
  const { primaries } = await cluster.roles(context);
  if (primaries.length === 0) return (await cluster.heldClients(program)).length > 0 ? "unknown" : "absent";
  const uses = await Promise.all(primaries.map(async (node) => await connectionUse(cluster, node, context)));
  if (uses.some(isExhausted)) return "present";
  return uses.some(holdsMost) ? "partial" : "absent";
}

async function connectionUse(cluster: PostgresCluster, node: string, context: Context): Promise<ConnectionUse> {
  const [row] = await cluster.sql<ConnectionUse>(
    node,
    `SELECT count(*) FILTER (WHERE application_name = '${program}')::int AS held, count(*)::int AS used,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - current_setting('reserved_connections')::int AS available
     FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> current_user`,
    context,
  );
  return row ?? { held: 0, used: 0, available: 1 };
}
