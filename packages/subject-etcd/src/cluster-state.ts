import { digest, type Context, type Json, type JsonObject } from "@eval/core";
import type { DockerCluster } from "@eval/docker-kit";
import { readKeys } from "./client.js";
import { leadersOf, membershipOf, type Inspection, type Member } from "./inspection.js";
import { addressesOf, inspect } from "./observe.js";
import { checkKey, configPath, ledgerPrefix } from "./settings.js";

/** What is recorded of a cluster before and after. Holds nulls where nobody answers; rejects for nothing but an abort. */
export async function captureState(cluster: DockerCluster, context: Context): Promise<JsonObject> {
  const seen = await inspect(cluster, context).catch((): Inspection => ({ nodes: [] }));
  context.signal.throwIfAborted();
  const members = membershipOf(seen);
  const [keys, nodes] = await Promise.all([
    contentKeys(cluster, seen, context),
    Promise.all(cluster.nodes.map(async ({ name }) => await nodeState(cluster, { name, seen, members }, context))),
  ]);
  context.signal.throwIfAborted();
  return {
    stand_in: cluster.standIn,
    member_count: members?.length ?? null,
    members_up: seen.nodes.filter(({ facts }) => facts !== null).length,
    leader: leadersOf(seen)[0]?.name ?? null,
    leader_count: leadersOf(seen).length,
    alarms: [...new Set(seen.nodes.flatMap(({ facts }) => facts?.alarms ?? []))].toSorted(),
    members: nodes,
    ledger_keys: keys?.filter((key) => key.startsWith(ledgerPrefix)).length ?? null,
    other_keys: keys?.filter((key) => !key.startsWith(ledgerPrefix) && key !== checkKey) ?? null,
  };
}

async function nodeState(
  cluster: DockerCluster,
  { name, seen, members }: { name: string; seen: Inspection; members: readonly Member[] | null },
  context: Context,
): Promise<JsonObject> {
  const node = seen.nodes.find((candidate) => candidate.name === name);
  const member = members?.find((candidate) => candidate.name === name);
  const config = await cluster
    .node(name)
    .readFile(configPath, context)
    .catch(() => undefined);
  return {
    name,
    container: node?.status ?? null,
    connected: node?.connected ?? null,
    error: node?.error ?? null,
    listed: members ? member !== undefined : null,
    learner: member?.learner ?? null,
    peer_urls: member?.peerUrls ?? null,
    client_urls: member?.clientUrls ?? null,
    version: node?.facts?.version ?? null,
    term: node?.facts?.term ?? null,
    index: node?.facts?.index ?? null,
    db_bytes: node?.facts?.dbBytes ?? null,
    configuration: config ?? null,
  };
}

async function contentKeys(cluster: DockerCluster, seen: Inspection, context: Context): Promise<string[] | null> {
  const { clock, signal } = context;
  const attempt = {
    addresses: addressesOf(seen.nodes),
    timeoutMs: Math.min(2000, context.remainingMs() / 2),
    clock,
    signal,
  };
  // From the first key to the last: etcd takes a single zero byte for either end.
  const everything = { key: "AA==", range_end: "AA==" };
  return await readKeys(everything, attempt).catch(() => null);
}

/** What a captured state shares with every fresh cluster of the same options: which member leads is left to chance. */
export function fingerprintOf(state: JsonObject): Json {
  const members = (state["members"] ?? []) as readonly JsonObject[];
  const lasting = ["name", "container", "connected", "listed", "learner", "peer_urls", "client_urls", "version"];
  return {
    stand_in: state["stand_in"] ?? null,
    member_count: state["member_count"] ?? null,
    leader_count: state["leader_count"] ?? null,
    alarms: state["alarms"] ?? null,
    members: members.map((member) => ({
      ...Object.fromEntries(lasting.map((key) => [key, member[key] ?? null])),
      configuration: digest(member["configuration"] ?? null),
    })),
    other_keys: digest(state["other_keys"] ?? null),
  };
}
