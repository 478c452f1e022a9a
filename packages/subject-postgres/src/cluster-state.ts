import { digest, type Context, type Json, type JsonObject } from "@eval/core";
import { isPrimary, type Inspection, type NodeInspection } from "./inspection.js";
import type { Layout } from "./layout.js";
import type { NodeAccess } from "./node-access.js";
import { accountsSql, contentSql, ledgerSql, nodeStateSql } from "./state-query.js";

interface Source extends NodeAccess {
  /** Names of all nodes there ought to be. */
  readonly nodes: readonly string[];
  readonly layout: Layout;
}

/** What is recorded of a cluster before and after. Holds nulls where a node does not answer; never rejects for that. */
export async function captureState(cluster: Source, context: Context): Promise<JsonObject> {
  const seen: Inspection = await cluster.inspect(context).catch(() => ({ nodes: [] }));
  const primary = seen.nodes.find(isPrimary);
  const [nodes, content] = await Promise.all([
    Promise.all(cluster.nodes.map(async (name) => await nodeState(cluster, { name, seen }, context))),
    primary ? contentState(cluster, primary.name, context) : null,
  ]);
  return {
    node_count: cluster.nodes.length,
    nodes_up: seen.nodes.filter(({ facts }) => facts !== null).length,
    primary: primary?.name ?? null,
    synchronous_standby_names: primary?.facts?.settings["synchronous_standby_names"] ?? null,
    nodes,
    content,
  };
}

async function nodeState(
  cluster: Source,
  { name, seen }: { name: string; seen: Inspection },
  context: Context,
): Promise<JsonObject> {
  const node = seen.nodes.find((candidate) => candidate.name === name);
  const streams = seen.nodes.filter(isPrimary).flatMap(({ facts }) => facts?.standbys ?? []);
  const configured = node?.facts ? await rowState(cluster, { node: name, statements: [nodeStateSql] }, context) : null;
  return {
    name,
    listed: node?.listed ?? false,
    process: node?.process ?? null,
    role: roleOf(node),
    error: node?.error ?? null,
    version: node?.facts?.version ?? null,
    timeline: node?.facts?.timeline ?? null,
    position: node?.facts?.position ?? null,
    streaming: streams.find((stream) => stream.name === name)?.state ?? null,
    restart_after_ms: node?.restartAfterMs ?? null,
    configuration: withoutPaths(configured, cluster.layout.folder),
  };
}

function roleOf(node: NodeInspection | undefined): string | null {
  return node?.facts ? (node.facts.inRecovery ? "standby" : "primary") : null;
}

async function contentState(cluster: Source, node: string, context: Context): Promise<JsonObject> {
  const [catalog, [accounts], [ledger]] = await Promise.all([
    rowState(cluster, { node, statements: contentSql }, context),
    cluster.sql(node, accountsSql, context).catch(() => [null]),
    cluster.sql(node, ledgerSql, context).catch(() => [null]),
  ]);
  return { catalog, accounts: accounts ?? null, ledger: ledger ?? null };
}

async function rowState(
  cluster: Source,
  { node, statements }: { node: string; statements: readonly string[] },
  context: Context,
): Promise<Json> {
  try {
    const [row] = await cluster.sql<{ state: string }>(node, statements, context);
    return JSON.parse(row?.state ?? "null") as Json;
  } catch {
    return null;
  }
}

/** Two clusters of the same options differ in where they lie, and in nothing that matters. */
function withoutPaths(value: Json, folder: string): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(folder, "FOLDER")) as Json;
}

/** What a captured state shares with every fresh cluster of the same options. */
export function fingerprintOf(state: JsonObject): Json {
  const content = state["content"] as JsonObject | null;
  const nodes = (state["nodes"] ?? []) as readonly JsonObject[];
  const lasting = ["name", "listed", "process", "role", "version", "timeline", "streaming", "restart_after_ms"];
  return {
    primary: state["primary"] ?? null,
    synchronous_standby_names: state["synchronous_standby_names"] ?? null,
    nodes: nodes.map((node) => ({
      ...Object.fromEntries(lasting.map((key) => [key, node[key] ?? null])),
      configuration: digest(node["configuration"] ?? null),
    })),
    catalog: digest(content?.["catalog"] ?? null),
    accounts: content?.["accounts"] ?? null,
  };
}
