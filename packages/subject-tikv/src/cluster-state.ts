import { digest, type Context, type Json, type JsonObject } from "@eval/core";
import type { NodeSight } from "@eval/docker-kit";
import { readNumbers } from "./ledger.js";
import type { Eyes } from "./observe.js";
import { lookAtPd } from "./pd/look-at-pd.js";
import type { PdView } from "./pd/pd-view.js";
import type { StoreFacts } from "./pd/store-facts.js";
import { ports } from "./topology.js";
import { addressOf } from "./whereabouts.js";
import { within } from "./within.js";

const limits = { pdMs: 4000, readMs: 5000 } as const;

export interface StateSource extends Eyes {
  standIn: boolean;
  /** Digests of the servers' configuration files, by name; null for one that is gone. */
  configDigests(context: Context): Promise<Readonly<Record<string, string | null>>>;
}

/** What is recorded of a cluster before and after. Holds nulls where nobody answers; rejects for nothing but an abort. */
export async function captureState(source: StateSource, context: Context): Promise<JsonObject> {
  const { topology, whereabouts, client, standIn } = source;
  const nodes = await whereabouts.look(context).catch(() => []);
  const addresses = Object.fromEntries(topology.pds.map((name) => [name, addressOf(nodes, name, ports.pdClient)]));
  const [pd, numbers, configs] = await Promise.all([
    lookAtPd({ addresses, timeoutMs: limits.pdMs }, context),
    readNumbers(client, within(context, limits.readMs)).catch(() => null),
    source.configDigests(context).catch(() => null),
  ]);
  context.signal.throwIfAborted();
  const { "store-limit": _perStore, ...schedule } = pd.config?.schedule ?? {};
  return {
    stand_in: standIn,
    store_count: pd.stores?.length ?? null,
    stores: pd.stores?.map(storeState) ?? null,
    region_count: pd.regionCount,
    regions: pd.regions,
    pd_leader: pd.leader,
    pd_members: pd.members?.map((member) => memberState(member, pd)) ?? null,
    nodes: topology.members.map(({ name }) => nodeState(name, { nodes, configs })),
    config: pd.config && { schedule, replication: pd.config.replication },
    config_digest: pd.config && digest({ schedule, replication: pd.config.replication }),
    schedulers: pd.schedulers,
    ledger: numbers && { count: numbers.length, digest: digest(numbers) },
  };
}

/** The first three under the names that PD gives them. */
function storeState(store: StoreFacts): JsonObject {
  return {
    id: store.id,
    address: store.address,
    state_name: store.stateName,
    version: store.version,
    capacity_bytes: store.capacityBytes,
    available_bytes: store.availableBytes,
    leader_count: store.leaderCount,
    region_count: store.regionCount,
    leader_weight: store.leaderWeight,
    region_weight: store.regionWeight,
  };
}

function memberState({ name, memberId }: NonNullable<PdView["members"]>[number], { health }: PdView): JsonObject {
  return { name, member_id: memberId, health: health?.[name] ?? null };
}

function nodeState(
  name: string,
  { nodes, configs }: { nodes: readonly NodeSight[]; configs: Readonly<Record<string, string | null>> | null },
): JsonObject {
  const node = nodes.find((candidate) => candidate.name === name);
  return {
    name,
    status: node?.status ?? null,
    connected: node?.connected ?? null,
    config_digest: configs?.[name] ?? null,
  };
}

/** What a captured state shares with every fresh cluster of the same options. */
export function fingerprintOf(state: JsonObject): Json {
  const list = (key: string) => (state[key] ?? []) as readonly JsonObject[];
  const only = (entry: JsonObject, keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, entry[key] ?? null]));
  const stores = list("stores").map((store) =>
    only(store, ["address", "state_name", "version", "leader_weight", "region_weight"]),
  );
  return {
    stand_in: state["stand_in"] ?? null,
    stores: stores.toSorted((a, b) => (String(a["address"]) < String(b["address"]) ? -1 : 1)),
    pd_members: list("pd_members").map(({ name = null }) => name),
    nodes: list("nodes").map((node) => only(node, ["name", "status", "connected", "config_digest"])),
    config_digest: state["config_digest"] ?? null,
    schedulers: state["schedulers"] ?? null,
    ledger: state["ledger"] ?? null,
  };
}
