import type { Peer } from "../../rpc/messages.js";
import type { Decision } from "../cluster/schedule.js";
import { EVICT_LEADER } from "../cluster/scheduler-list.js";
import type { Leading } from "../pd-node.js";
import { bodyOf, json, type Answer, type Request, type Route } from "./router.js";

type Handle = (request: Request, leading: Leading) => Answer | Promise<Answer>;

/** Routes below `/pd/api/v1` about configuration that is the leader's, schedulers, operators and unsafe recovery. */
export function scheduleRoutes(led: (handle: Handle) => Route["handle"]): Route[] {
  const setSection =
    (section: string): Handle =>
    (request, leading) =>
      setConfig(prefixed(bodyOf(request) as Record<string, unknown>, section), leading);
  return [
    {
      method: "POST",
      path: "/config",
      handle: led((request, leading) => setConfig(bodyOf(request) as Record<string, unknown>, leading)),
    },
    { method: "POST", path: "/config/schedule", handle: led(setSection("schedule")) },
    { method: "POST", path: "/config/replicate", handle: led(setSection("replication")) },
    { method: "GET", path: "/schedulers", handle: led(listSchedulers) },
    { method: "POST", path: "/schedulers", handle: led(addScheduler) },
    { method: "POST", path: "/schedulers/{name}", handle: led(pauseScheduler) },
    { method: "DELETE", path: "/schedulers/{name}", handle: led(removeScheduler) },
    { method: "GET", path: `/scheduler-config/${EVICT_LEADER}/list`, handle: led(listEvicted) },
    { method: "GET", path: "/operators", handle: led((_request, { scheduling }) => json(scheduling.describe())) },
    { method: "POST", path: "/operators", handle: led(order) },
    { method: "GET", path: "/operators/{region}", handle: led(getOperator) },
    { method: "DELETE", path: "/operators/{region}", handle: led(cancelOperator) },
    { method: "POST", path: "/admin/unsafe/remove-failed-stores", handle: led(removeFailedStores) },
    {
      method: "GET",
      path: "/admin/unsafe/remove-failed-stores/show",
      handle: led((_request, { recovery }) => json(recovery.show())),
    },
  ];
}

async function setConfig(changes: Readonly<Record<string, unknown>>, { cluster }: Leading): Promise<Answer> {
  if (Object.keys(changes).length === 0) return json("The input is empty.");
  try {
    await cluster.setConfig(changes);
    return json("The config is updated.");
  } catch (error) {
    return json(error instanceof Error ? error.message : String(error), 400);
  }
}

const prefixed = (values: Readonly<Record<string, unknown>>, section: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${section}.${key}`, value]));

const listSchedulers: Handle = ({ query }, { cluster }) =>
  json(cluster.schedulers.names({ nowMs: Date.now(), status: query.get("status") }));

const addScheduler: Handle = async (request, { cluster }) => {
  const { name, store_id } = bodyOf(request) as { name?: unknown; store_id?: unknown };
  if (typeof name !== "string") return json("missing scheduler name", 400);
  if (name === EVICT_LEADER) {
    if (typeof store_id !== "number") return json("missing store id", 400);
    if (!cluster.stores.get(String(store_id))) {
      return json(`[PD:core:ErrStoreNotFound]store ${store_id} not found`, 500);
    }
  }
  const added = await cluster.changeSchedulers((schedulers) =>
    schedulers.add(name, store_id === undefined ? undefined : String(store_id)),
  );
  return added ? json("The scheduler is created.") : json("unknown scheduler", 400);
};

const notFound = (): Answer => json("[PD:scheduler:ErrSchedulerNotFound]scheduler not found", 404);

const removeScheduler: Handle = async ({ params }, { cluster }) =>
  (await cluster.changeSchedulers((schedulers) => schedulers.remove(params.name ?? "")))
    ? json("The scheduler is removed.")
    : notFound();

const pauseScheduler: Handle = (request, { cluster }) => {
  const { delay } = bodyOf(request) as { delay?: unknown };
  if (typeof delay !== "number") return json("missing pause time", 400);
  const paused = cluster.schedulers.pause(request.params.name ?? "", delay, Date.now());
  return paused ? json("Pause or resume the scheduler successfully.") : notFound();
};

const listEvicted: Handle = (_request, { cluster }) => {
  if (cluster.schedulers.evicted.length === 0) return notFound();
  const everything = [{ "start-key": "", "end-key": "" }];
  return json({
    "store-id-ranges": Object.fromEntries(cluster.schedulers.evicted.map((id) => [id, everything])),
    batch: 3,
  });
};

interface OperatorRequest {
  name?: string;
  region_id?: number;
  store_id?: number;
  to_store_id?: number;
}

/** Of the operators that PD takes, those that act on one replica. */
const order: Handle = async (request, { cluster, scheduling }) => {
  const { name, region_id, store_id, to_store_id } = bodyOf(request) as OperatorRequest;
  if (name === undefined) return json("missing operator name", 400);
  if (region_id === undefined) return json("missing region id", 400);
  const regionId = String(region_id);
  const record = cluster.regions.get(regionId);
  if (!record) return json(`[PD:core:ErrRegionNotFound]region ${region_id} not found`, 500);
  const target = String(name === "transfer-leader" ? to_store_id : store_id);
  if (!cluster.stores.get(target)) return json("missing store id", 400);
  const peer = record.region.peers.find((candidate) => candidate.store_id === target);
  const decision = decisionFor(name, { regionId, target, peer });
  if (decision === "unknown") return json("unknown operator", 400);
  if (!decision) return json("region has no voter in the store", 500);
  const begun = await scheduling.order(decision);
  return begun ? json("The operator is created.") : json("failed to add operator, maybe already have one", 500);
};

function decisionFor(
  name: string,
  { regionId, target, peer }: { regionId: string; target: string; peer: Peer | undefined },
): Decision | "unknown" | undefined {
  switch (name) {
    case "transfer-leader":
      return (
        peer && { regionId, description: "balance-leader", kind: "leader", step: { kind: "transfer-leader", peer } }
      );
    case "add-peer":
    case "add-learner":
      return peer
        ? undefined
        : { regionId, description: "make-up-replica", kind: "replica", step: { kind: "add-learner", storeId: target } };
    case "remove-peer":
      return peer && { regionId, description: "replace-replica", kind: "replica", step: { kind: "remove", peer } };
    default:
      return "unknown";
  }
}

const getOperator: Handle = ({ params }, { scheduling }) => {
  const [found] = scheduling.describe(params.region);
  return found === undefined
    ? json("[PD:schedule:ErrOperatorNotFound]operator not found", 404)
    : json(`status: RUNNING, operator: ${found}`);
};

const cancelOperator: Handle = ({ params }, { scheduling }) =>
  scheduling.cancel(params.region ?? "")
    ? json("The pending operator is canceled.")
    : json("[PD:schedule:ErrOperatorNotFound]operator not found", 500);

const removeFailedStores: Handle = async (request, { recovery }) => {
  const { stores, timeout = 600 } = bodyOf(request) as { stores?: number[]; timeout?: number };
  if (!Array.isArray(stores) || stores.length === 0) return json("No store specified", 400);
  try {
    await recovery.begin(stores.map(String), timeout);
    return json("Request has been accepted.");
  } catch (error) {
    return json(error instanceof Error ? error.message : String(error), 500);
  }
};
