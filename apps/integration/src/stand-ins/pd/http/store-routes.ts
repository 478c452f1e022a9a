import { StoreError, storeNotFound } from "../cluster/store-registry.js";
import type { StateName } from "../cluster/store-state.js";
import type { Leading } from "../pd-node.js";
import { bodyOf, json, type Answer, type Request, type Route } from "./router.js";
import { storeJson } from "./store-json.js";

type Handle = (request: Request, leading: Leading) => Answer | Promise<Answer>;

/** Routes below `/pd/api/v1` about stores; `led` gives them the leader's cluster. */
export function storeRoutes(led: (handle: Handle) => Route["handle"]): Route[] {
  return [
    { method: "GET", path: "/stores", handle: led(listStores) },
    { method: "GET", path: "/stores/check", handle: led(checkStores) },
    { method: "DELETE", path: "/stores/remove-tombstone", handle: led(removeTombstones) },
    { method: "GET", path: "/stores/limit", handle: led(limits) },
    { method: "POST", path: "/stores/limit", handle: led(setAllLimits) },
    { method: "GET", path: "/store/{id}", handle: led(getStore) },
    { method: "DELETE", path: "/store/{id}", handle: led(deleteStore) },
    { method: "POST", path: "/store/{id}/state", handle: led(setState) },
    { method: "POST", path: "/store/{id}/weight", handle: led(setWeight) },
    { method: "POST", path: "/store/{id}/label", handle: led(setLabels) },
    { method: "POST", path: "/store/{id}/limit", handle: led(setLimit) },
  ];
}

/** Without `state`, tombstones are left out. */
const listStores: Handle = ({ query }, { cluster }) => {
  const numbers = query.getAll("state").map(Number);
  const wanted = new Set(numbers.length > 0 ? numbers : [0, 1]);
  const states = { Up: 0, Offline: 1, Tombstone: 2 } as const;
  const stores = cluster.stores.all().filter(({ meta }) => wanted.has(states[meta.state]));
  return json({ count: stores.length, stores: stores.map((store) => storeJson(store, cluster)) });
};

const STATE_NAMES: readonly StateName[] = ["Up", "Disconnected", "Down", "Offline", "Tombstone"];

const checkStores: Handle = ({ query }, { cluster }) => {
  const asked = query.getAll("state").map((state) => state.toLowerCase());
  const names = STATE_NAMES.filter((name) => asked.includes(name.toLowerCase()));
  if (names.length < asked.length) return json(`unknown StoreState: ${asked.join()}`, 400);
  const stores = cluster.stores.all().filter((store) => names.length === 0 || names.includes(cluster.stateOf(store)));
  return json({ count: stores.length, stores: stores.map((store) => storeJson(store, cluster)) });
};

const removeTombstones: Handle = async (_request, { cluster }) => {
  await cluster.stores.removeTombstones();
  return json("Remove tombstone successfully.");
};

const getStore: Handle = ({ params }, { cluster }) => {
  const store = cluster.stores.get(params.id ?? "");
  return store ? json(storeJson(store, cluster)) : json(storeNotFound(params.id ?? "").message, 404);
};

const deleteStore: Handle = ({ params, query }, { cluster }) =>
  answered("The store is set as Offline.", () =>
    cluster.stores.remove(params.id ?? "", {
      // By presence alone, as PD reads it: `?force=false` forces too.
      destroyed: query.has("force"),
      maxReplicas: cluster.config.number("replication", "max-replicas"),
    }),
  );

const setState: Handle = ({ params, query }, { cluster }) => {
  const state = query.get("state") ?? "";
  return answered("The store's state is updated.", () => {
    if (state.toLowerCase() === "up") return cluster.stores.up(params.id ?? "");
    if (state.toLowerCase() !== "offline") throw new StoreError("refused", `invalid state ${state}`);
    const maxReplicas = cluster.config.number("replication", "max-replicas");
    return cluster.stores.remove(params.id ?? "", { destroyed: false, maxReplicas });
  });
};

const setWeight: Handle = async (request, { cluster }) => {
  const { leader, region } = bodyOf(request) as { leader?: unknown; region?: unknown };
  if (leader === undefined) return json("leader weight unset", 400);
  if (region === undefined) return json("region weight unset", 400);
  if (typeof leader !== "number" || leader < 0) return json("bad format leader weight", 400);
  if (typeof region !== "number" || region < 0) return json("bad format region weight", 400);
  const id = request.params.id ?? "";
  if (!cluster.stores.get(id)) return json(storeNotFound(id).message, 500);
  await cluster.stores.setWeight(id, { leaderWeight: leader, regionWeight: region });
  return json("The store's weight is updated.");
};

const setLabels: Handle = async (request, { cluster }) => {
  const labels = Object.entries(bodyOf(request) as Record<string, string>).map(([key, value]) => ({ key, value }));
  const id = request.params.id ?? "";
  const store = cluster.stores.get(id);
  if (!store) return json(storeNotFound(id).message, 500);
  const kept = store.meta.labels.filter(({ key }) => !labels.some((label) => label.key === key));
  await cluster.stores.setLabels(id, [...(request.query.has("force") ? [] : kept), ...labels]);
  return json("The store's label is updated.");
};

/** Replicas a minute; PD's default. They are kept and answered, and slow nothing in clusters as small as ours. */
const DEFAULT_LIMIT = { "add-peer": 15, "remove-peer": 15 };
type Limits = Record<string, { "add-peer": number; "remove-peer": number }>;

const limits: Handle = (_request, { cluster }) => {
  const set = cluster.config.section("schedule")["store-limit"] as Limits;
  const ids = cluster.stores.all().filter(({ meta }) => meta.state !== "Tombstone");
  return json(Object.fromEntries(ids.map(({ meta }) => [meta.id, set[meta.id] ?? DEFAULT_LIMIT])));
};

const setLimit: Handle = async (request, { cluster }) => {
  const id = request.params.id ?? "";
  if (!cluster.stores.get(id)) return json(storeNotFound(id).message, 500);
  return limitStores([id], request, cluster, "The store's limit is updated.");
};

const setAllLimits: Handle = (request, { cluster }) =>
  limitStores(
    cluster.stores.all().map(({ meta }) => meta.id),
    request,
    cluster,
    "Set store limit successfully.",
  );

async function limitStores(
  ids: readonly string[],
  request: Request,
  cluster: Leading["cluster"],
  done: string,
): Promise<Answer> {
  const { rate, type } = bodyOf(request) as { rate?: unknown; type?: "add-peer" | "remove-peer" };
  if (rate === undefined) return json("rate unset", 400);
  if (typeof rate !== "number" || rate <= 0) return json("invalid rate which should be larger than 0", 400);
  const set = { ...(cluster.config.section("schedule")["store-limit"] as Limits) };
  for (const id of ids) {
    const before = set[id] ?? DEFAULT_LIMIT;
    set[id] = type ? { ...before, [type]: rate } : { "add-peer": rate, "remove-peer": rate };
  }
  await cluster.setConfig({ "schedule.store-limit": set });
  return json(done);
}

const STATUS_OF = { "not-found": 404, removed: 410, refused: 400 } as const;

async function answered(done: string, act: () => Promise<void>): Promise<Answer> {
  try {
    await act();
    return json(done);
  } catch (error) {
    if (error instanceof StoreError) return json(error.message, STATUS_OF[error.kind]);
    if (error instanceof Error && error.name === "StoresNotEnough") return json(error.message, 400);
    throw error;
  }
}
