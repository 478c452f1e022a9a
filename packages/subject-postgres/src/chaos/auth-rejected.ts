import { join } from "node:path";
import { briefed, defineChaosType, until, type Context, type InForce } from "@eval/core";
import { z } from "zod";
import { refuses } from "../access-rules.js";
import { isPrimary } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { accessWrongFixes } from "./access-wrong-fixes.js";
import { undoEdit, withEdit, type EditedLine } from "./edited-line.js";
import { pickNode } from "./pick-node.js";
import { restoreFile } from "./restore-file.js";
import { logins, refusalOf, type LoginKind } from "./try-login.js";

const params = z.strictObject({
  who: z
    .enum(["clients", "replication", "both"])
    .default("clients")
    .describe("whom the primary turns away: clients, its standbys, or both"),
});

type Who = z.infer<typeof params>["who"];

/** What became of a rule: it is for a network nobody comes from, or it rejects. */
type Change = "narrowed" | "rejecting";
type Plan = { node: string; who: Who; change: Change };

export const authRejected = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "The primary's pg_hba.conf turns away clients, or the standbys that stream from it",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { who }, context) {
    const node = await pickNode(cluster, "primary", context);
    return { node, who, change: context.random.pick(["narrowed", "rejecting"] as const) };
  },

  async inject(cluster, { node, who, change }, context) {
    const fresh = cluster.freshConfig("pg_hba.conf");
    const edits = kindsOf(who).map((kind) => editOf(fresh, kind, change));
    await cluster.writeConfig(node, "pg_hba.conf", edits.reduce(withEdit, fresh));
    await cluster.admin({ verb: "reload", node }, context);
    const refusals = await until(async () => {
      const said = await Promise.all(kindsOf(who).map((kind) => refusalOf(cluster, { node, kind }, context)));
      return said.some((message) => message === undefined) ? undefined : (said as string[]);
    }, context);
    const cut = who === "clients" ? [] : await cutStreams(cluster, node, context);
    return { node, file: join(cluster.layout.config(node), "pg_hba.conf"), edits, refusals, cut };
  },

  async inForce(cluster, { who }, context) {
    try {
      const primaries = (await cluster.inspect(context)).nodes.filter(isPrimary);
      const found = await Promise.all(
        primaries.flatMap(({ name, facts }) =>
          kindsOf(who).map(async (kind): Promise<InForce> => {
            if ((await refusalOf(cluster, { node: name, kind }, context)) !== undefined) return "present";
            // The file says so, and the server has not read it yet.
            return refuses(facts?.accessRules ?? [], logins[kind]) ? "partial" : "absent";
          }),
        ),
      );
      const [first = "unknown"] = found;
      return found.every((state) => state === first) ? first : "partial";
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    for (const name of await restoreFile(cluster, { node, file: "pg_hba.conf" }, context)) {
      await cluster.admin({ verb: "reload", node: name }, context);
    }
  },

  remedy: ({ node }, metadata, briefing) => [
    ...(metadata["edits"] as EditedLine[]).map((edit) => undoEdit(String(metadata["file"]), edit)),
    briefed(briefing, "reload", node),
  ],

  wrongFixes: ({ node, who }, metadata, briefing) =>
    accessWrongFixes({ node, file: String(metadata["file"]), kinds: kindsOf(who), briefing }),
});

function kindsOf(who: Who): LoginKind[] {
  return who === "both" ? ["client", "replication"] : [who === "clients" ? "client" : "replication"];
}

function editOf(fresh: string, kind: LoginKind, change: Change): EditedLine {
  const was = fresh.split("\n").find((line) => line.split(/\s+/)[2] === logins[kind].user) ?? "";
  const is = change === "narrowed" ? was.replace("127.0.0.1/32", "10.20.0.0/16") : was.replace(/\S+$/, "reject");
  return { was, is };
}

/** Who streams already is not asked again who it is. Gives the names of the standbys that were cut off. */
async function cutStreams(cluster: PostgresCluster, node: string, context: Context): Promise<string[]> {
  const cut = await cluster.sql<{ name: string }>(
    node,
    "SELECT application_name AS name, pg_terminate_backend(pid, 2000) FROM pg_stat_replication ORDER BY 1",
    context,
  );
  await until(async () => {
    const [row] = await cluster.sql<{ n: number }>(node, "SELECT count(*)::int AS n FROM pg_stat_replication", context);
    return row?.n === 0 || undefined;
  }, context);
  return cut.map(({ name }) => name);
}
