import { briefed, defineChaosType, until, type Context, type JsonObject } from "@eval/core";
import { z } from "zod";
import type { NodeFacts } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
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

const setting = "archive_command";

const params = z.strictObject({ through });

type Plan = Unaffected & { node: string; subfolder: string; through: Through };

export const archiveFailing = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "The primary's archive_command copies to a folder that is not there, and finished log piles up",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { through: how }, context) {
    const node = await pickNode(cluster, "primary", context);
    const subfolder = context.random.pick(["incoming", "daily", "wal"]);
    return { node, subfolder, through: how, unaffected: await otherStandbys(cluster, [node], context) };
  },

  async inject(cluster, { node, subfolder, through: how }, context) {
    // One segment archived beforehand shows that it worked, and makes every later gap visible.
    await finishSegment(cluster, node, context);
    const before = await untilArchiver(cluster, node, ({ lastArchived }) => lastArchived !== null, context);
    const value = `cp %p ${cluster.layout.archive}/${subfolder}/%f`;
    const change = await changeSetting(cluster, { node, setting, value, through: how }, context);
    await finishSegment(cluster, node, context);
    return {
      ...change,
      archiver: { before, after: await untilArchiver(cluster, node, ({ failing }) => failing, context) },
    };
  },

  async inForce(cluster, { node, subfolder }, context) {
    const isFault = (value: string) => value.includes(`/${subfolder}/%f`);
    return await settingInForce(cluster, { node, setting, isFault }, context);
  },

  async cleanup(cluster, { node }, context) {
    await restoreSetting(cluster, { node, setting }, context);
    const { primaries } = await cluster.roles(context);
    for (const primary of primaries) {
      const { failing } = await archiverOf(cluster, primary, context);
      // Whoever removed the list of what is to be archived has left the archiver nothing to succeed at.
      if (failing) await finishSegment(cluster, primary, context);
    }
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: (_plan, metadata, briefing) => undoSetting(metadata, briefing),

  wrongFixes: ({ node }, metadata, briefing) => {
    const command = String(metadata["before"]).replaceAll("'", "''");
    return [
      {
        name: "pretend",
        why: "everything counts as archived, and nothing is",
        commands: [alterSystem(briefing, node, setting, "/bin/true")],
      },
      {
        name: "skip_backlog",
        why: "the command is right again, but what had piled up was thrown away in between",
        commands: [
          alterSystem(briefing, node, setting, "/bin/true"),
          briefed(briefing, "sql", node, untilNothingWaits),
          alterSystem(briefing, node, setting, command),
          briefed(briefing, "sql", node, ...finishStatements),
        ],
      },
      {
        name: "archiving_off",
        why: "nothing is archived any more, and there is no way back to any point in time",
        commands: [
          briefed(briefing, "sql", node, "ALTER SYSTEM SET archive_mode = off"),
          briefed(briefing, "restart", node),
        ],
      },
      {
        name: "delete_log",
        why: "the disk is free, and the log that was never archived is gone for good",
        commands: [
          briefed(briefing, "sql", node, deleteWaiting),
          alterSystem(briefing, node, setting, command),
          briefed(briefing, "sql", node, ...finishStatements),
        ],
      },
    ];
  },
});

/** Writes a little to the log and begins a new segment: an idle primary has none to archive. */
const finishStatements = ["SELECT pg_logical_emit_message(false, '', '')", "SELECT pg_switch_wal()"];

const waiting = "SELECT regexp_replace(name, '.ready$', '') FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'";

const untilNothingWaits = `DO $$ BEGIN WHILE EXISTS (${waiting}) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$`;

const deleteWaiting = [
  `COPY (${waiting}) TO PROGRAM`,
  `'cd pg_wal && while read name; do rm -f "$name" "archive_status/$name.ready"; done'`,
].join(" ");

async function finishSegment(cluster: PostgresCluster, node: string, context: Context): Promise<void> {
  await cluster.sql(node, finishStatements, context);
}

async function archiverOf(cluster: PostgresCluster, node: string, context: Context): Promise<NodeFacts["archiver"]> {
  const { facts, error } = await cluster.inspectNode(node, context);
  if (!facts) throw new Error(`${node} does not answer: ${error}`);
  return facts.archiver;
}

async function untilArchiver(
  cluster: PostgresCluster,
  node: string,
  isAsWanted: (archiver: NodeFacts["archiver"]) => boolean,
  context: Context,
): Promise<JsonObject> {
  return await until(async () => {
    const archiver = await archiverOf(cluster, node, context);
    return isAsWanted(archiver) ? archiver : undefined;
  }, context);
}
