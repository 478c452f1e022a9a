import { status, type sendUnaryData, type ServerDuplexStream, type ServerUnaryCall } from "@grpc/grpc-js";
import { reasonOf } from "../log.js";
import type { PeerReport, Region, RegionHeartbeat, RegionInstruction, StoreMeta, StoreStats } from "../rpc/messages.js";
import { VERSION } from "../version.js";
import type { RegionRecord } from "./cluster/region-index.js";
import { StoreError } from "./cluster/store-registry.js";
import type { Leading, PdNode } from "./pd-node.js";

type Header = { header: { cluster_id: string } | null };
type Handler<Request> = (request: Request, leading: Leading) => object | Promise<object>;

/** Refused before it is looked at; a client reads the code. */
class Refusal extends Error {
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
  }
}

/** The calls of `pdpb.PD`. All but GetMembers are the leader's. */
export function pdService(node: PdNode) {
  const header = (error?: { type: string; message: string }) => ({
    header: { cluster_id: node.clusterId, ...(error ? { error } : {}) },
  });
  const leadingFor = (request: Header): Leading => {
    const { leading } = node;
    if (!leading) throw new Refusal(status.UNAVAILABLE, "not leader");
    const asked = request.header?.cluster_id ?? "0";
    if (asked !== node.clusterId) {
      throw new Refusal(status.FAILED_PRECONDITION, `mismatch cluster id, need ${node.clusterId} but got ${asked}`);
    }
    return leading;
  };
  const led = <Request extends Header>(handler: Handler<Request>) =>
    unary<Request>((request) => handler(request, leadingFor(request)));
  const bootstrapped = <Request extends Header>(handler: Handler<Request>) =>
    led<Request>((request, leading) =>
      leading.cluster.bootstrapped
        ? handler(request, leading)
        : header({ type: "NOT_BOOTSTRAPPED", message: "cluster is not bootstrapped" }),
    );
  const regionAnswer = (record: RegionRecord | undefined) => ({
    ...header(),
    ...(record && {
      region: record.region,
      leader: record.leader,
      down_peers: record.downPeers,
      pending_peers: record.pendingPeers,
    }),
  });

  return {
    GetMembers: unary(async () => {
      const { members, leader, etcdLeader } = await node.members();
      return { ...header(), members, leader, etcd_leader: etcdLeader };
    }),
    IsBootstrapped: led((_request, { cluster }) => ({ ...header(), bootstrapped: cluster.bootstrapped })),
    Bootstrap: led<Header & { store: StoreMeta; region: Region }>(async ({ store, region }, { cluster }) =>
      (await cluster.bootstrap(store, region))
        ? header()
        : header({ type: "ALREADY_BOOTSTRAPPED", message: "cluster is already bootstrapped" }),
    ),
    AllocID: led(async (_request, { cluster }) => ({ ...header(), id: await cluster.ids.allocate() })),
    PutStore: bootstrapped<Header & { store: StoreMeta }>(async ({ store }, { cluster }) => {
      await cluster.stores.put(store, Date.now());
      return header();
    }),
    GetStore: bootstrapped<Header & { store_id: string }>(({ store_id }, { cluster }) => {
      const store = cluster.stores.get(store_id);
      if (!store) throw new Refusal(status.UNKNOWN, `invalid store ID ${store_id}, not found`);
      return { ...header(), store: store.meta, stats: store.stats };
    }),
    GetAllStores: bootstrapped<Header & { exclude_tombstone_stores: boolean }>((request, { cluster }) => ({
      ...header(),
      stores: cluster.stores
        .all()
        .map(({ meta }) => meta)
        .filter(({ state }) => !(request.exclude_tombstone_stores && state === "Tombstone")),
    })),
    GetRegion: bootstrapped<Header & { region_key: Buffer }>(({ region_key }, { cluster }) =>
      regionAnswer(cluster.regions.find(region_key)),
    ),
    GetRegionByID: bootstrapped<Header & { region_id: string }>(({ region_id }, { cluster }) =>
      regionAnswer(cluster.regions.get(region_id)),
    ),
    ScanRegions: bootstrapped<Header & { start_key: Buffer; end_key: Buffer; limit: number }>(
      ({ start_key, end_key, limit }, { cluster }) => {
        const found = cluster.regions
          .all()
          .filter(({ region }) => region.end_key.length === 0 || Buffer.compare(region.end_key, start_key) > 0)
          .filter(({ region }) => end_key.length === 0 || Buffer.compare(region.start_key, end_key) < 0)
          .slice(0, limit > 0 ? limit : undefined);
        return {
          ...header(),
          region_metas: found.map(({ region }) => region),
          leaders: found.map(({ leader }) => leader ?? {}),
          regions: found.map((record) => {
            const { region, leader, down_peers, pending_peers } = regionAnswer(record);
            return { region, leader, down_peers, pending_peers };
          }),
        };
      },
    ),
    StoreHeartbeat: bootstrapped<Header & { stats: StoreStats; store_report: { peer_reports: PeerReport[] } | null }>(
      async ({ stats, store_report }, { cluster, recovery }) => {
        try {
          const store = await cluster.heartbeat(stats);
          const plan = recovery.answer(stats.store_id, store_report?.peer_reports);
          return { ...header(), cluster_version: VERSION, state: store.meta.node_state, recovery_plan: plan };
        } catch (error) {
          if (!(error instanceof StoreError) || error.kind !== "removed") throw error;
          return header({ type: "STORE_TOMBSTONE", message: error.message });
        }
      },
    ),
    RegionHeartbeat: (stream: ServerDuplexStream<RegionHeartbeat, RegionInstruction>) => {
      const send = (instruction: RegionInstruction): void => void stream.write(instruction);
      const stores = new Set<string>();
      stream.on("data", (heartbeat: RegionHeartbeat) => {
        try {
          const { cluster, scheduling } = leadingFor(heartbeat);
          stores.add(heartbeat.leader.store_id);
          node.connectStore(heartbeat.leader.store_id, send);
          cluster.reportRegion(heartbeat);
          scheduling.reported(heartbeat.region.id);
        } catch (error) {
          stream.emit("error", asStatus(error));
        }
      });
      stream.on("error", () => undefined);
      stream.on("end", () => stream.end());
      const gone = (): void => {
        for (const storeId of stores) node.disconnectStore(storeId, send);
      };
      stream.on("close", gone);
      stream.on("cancelled", gone);
    },
  };
}

function unary<Request>(handler: (request: Request) => object | Promise<object>) {
  return (call: ServerUnaryCall<Request, object>, answer: sendUnaryData<object>): void => {
    void (async () => {
      try {
        answer(null, await handler(call.request));
      } catch (error) {
        answer(asStatus(error));
      }
    })();
  };
}

const asStatus = (error: unknown): { code: status; message: string; details: string } => ({
  code: error instanceof Refusal ? error.code : status.UNKNOWN,
  message: reasonOf(error),
  details: reasonOf(error),
});
