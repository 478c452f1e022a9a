import { briefed, defineChaosType, until } from "@eval/core";
import { z } from "zod";
import { checkCommit } from "../commit-check.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { pickNode } from "./pick-node.js";
import {
  alterSystem,
  changeSetting,
  restoreSetting,
  settingInForce,
  through,
  undoSetting,
  type Through,
} from "./setting-fault.js";

const setting = "synchronous_standby_names";
const checkMs = 500;

const params = z.strictObject({ through });

type Plan = { node: string; standby: string; through: Through };

export const syncStandbyMissing = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "The primary waits for a synchronous standby that does not exist, and every commit hangs",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { through: how }, context) {
    const node = await pickNode(cluster, "primary", context);
    return { node, standby: context.random.pick(["standby_dc2", "replica3", "pg-reserve"]), through: how };
  },

  async inject(cluster, { node, standby, through: how }, context) {
    const value = `FIRST 1 ("${standby}")`;
    const change = await changeSetting(cluster, { node, setting, value, through: how }, context);
    const { record } = cluster;
    const commit = await until(async () => {
      const check = await checkCommit(record, { timeoutMs: checkMs, first: node, clock: context.clock });
      return check.failedAt === "commit" && check.node === node ? check.message : undefined;
    }, context);
    return { ...change, commit, confirming: await confirmingStandbys(cluster, node, context) };
  },

  async inForce(cluster, { node }, context) {
    // Nobody of the cluster is named, but somebody is.
    const isFault = (value: string) => {
      const words = value.split(/[^\w*]+/);
      return value !== "" && ![...cluster.nodes, "*"].some((name) => words.includes(name));
    };
    return await settingInForce(cluster, { node, setting, isFault }, context);
  },

  async cleanup(cluster, { node }, context) {
    await restoreSetting(cluster, { node, setting }, context);
  },

  remedy: (_plan, metadata, briefing) => undoSetting(metadata, briefing),

  wrongFixes: ({ node }, _metadata, briefing) => {
    const waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    const locally = "SET synchronous_commit = local";
    return [
      {
        name: "cancel_waiting",
        why: "who waits is told that it is committed, though no standby has it, and the next one waits again",
        commands: [briefed(briefing, "sql", node, `SELECT pg_cancel_backend(pid) ${waiting}`)],
      },
      {
        name: "terminate_waiting",
        why: "ends those who wait, and not what they wait for",
        commands: [briefed(briefing, "sql", node, `SELECT pg_terminate_backend(pid) ${waiting}`)],
      },
      {
        name: "asynchronous",
        why: "commits are acknowledged again, and lost with the primary",
        commands: [alterSystem(briefing, node, setting, "")],
      },
      {
        name: "commit_locally",
        why: "clients no longer wait for a standby, and what they are told is written can be lost",
        commands: [briefed(briefing, "sql", node, locally, `ALTER ROLE app ${locally}`)],
      },
    ];
  },
});

/** Names of the standbys for whose confirmation the node waits. */
async function confirmingStandbys(
  cluster: PostgresCluster,
  node: string,
  context: Parameters<PostgresCluster["sql"]>[2],
): Promise<string[]> {
  const statement = "SELECT application_name AS name FROM pg_stat_replication WHERE sync_state <> 'async' ORDER BY 1";
  return (await cluster.sql<{ name: string }>(node, statement, context)).map(({ name }) => name);
}
