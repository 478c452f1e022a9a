import type { Server } from "node:http";
import { dispatcher, httpServer, json, PLAIN, plain, type Route } from "../pd/http/router.js";
import type { DiskSpace } from "./disk.js";
import type { Store } from "./store.js";
import type { TikvOptions } from "./tikv-options.js";

export interface StatusOptions {
  options: TikvOptions;
  store: Store;
  disk: () => DiskSpace;
  /** Close and open the port that clients and other stores use. */
  pauseGrpc: () => Promise<void>;
  resumeGrpc: () => Promise<void>;
}

/** TiKV's status port. */
export function statusServer({ options, store, disk, pauseGrpc, resumeGrpc }: StatusOptions): Server {
  const routes: Route[] = [
    { method: "GET", path: "/status", handle: () => ({ status: 200, type: PLAIN, body: "" }) },
    { method: "GET", path: "/metrics", handle: () => plain(metrics(store, disk()), 200) },
    { method: "GET", path: "/config", handle: () => json(configOf(options)) },
    { method: "GET", path: "/engine_type", handle: () => plain("raft-kv", 200) },
    { method: "GET", path: "/region/{id}", handle: ({ params }) => regionAnswer(store, params.id ?? "") },
    {
      method: "PUT",
      path: "/pause_grpc",
      handle: async () => {
        await pauseGrpc();
        return plain("Successfully pause grpc service", 200);
      },
    },
    {
      method: "PUT",
      path: "/resume_grpc",
      handle: async () => {
        await resumeGrpc();
        return plain("Successfully resume grpc service", 200);
      },
    },
  ];
  const here = dispatcher(routes);
  return httpServer(async (request) => here(request) ?? plain("path not found", 404));
}

function regionAnswer(store: Store, id: string): ReturnType<Route["handle"]> {
  const replica = store.replicas.get(id);
  if (!replica) return plain(`region(${id}) not found`, 404);
  const { node, region } = replica;
  return json({
    id: BigInt(region.id),
    start_key: region.start_key.toString("hex").toUpperCase(),
    end_key: region.end_key.toString("hex").toUpperCase(),
    epoch: { conf_ver: BigInt(region.region_epoch.conf_ver), version: BigInt(region.region_epoch.version) },
    peers: region.peers.map(({ id: peerId, store_id, role }) => ({
      id: BigInt(peerId),
      store_id: BigInt(store_id),
      role,
    })),
    role: node.role,
    term: node.term,
    commit: node.commit,
    applied: node.applied,
  });
}

/** What a monitor of TiKV looks at. Bytes and counts. */
function metrics(store: Store, { capacity, available, used }: DiskSpace): string {
  const lines: [string, number][] = [
    ['tikv_store_size_bytes{type="capacity"}', capacity],
    ['tikv_store_size_bytes{type="available"}', available],
    ['tikv_store_size_bytes{type="used"}', used],
    ['tikv_raftstore_region_count{type="region"}', store.replicas.size],
    ['tikv_raftstore_region_count{type="leader"}', store.led.length],
    ["process_cpu_seconds_total", process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6],
    ["process_resident_memory_bytes", process.memoryUsage.rss()],
  ];
  return lines.map(([name, value]) => `${name} ${value}`).join("\n");
}

const configOf = (options: TikvOptions): object => ({
  ...options.file,
  server: {
    addr: options.addr,
    "advertise-addr": options.advertiseAddr,
    "status-addr": options.statusAddr,
    "advertise-status-addr": options.advertiseStatusAddr,
  },
  storage: { "data-dir": options.dataDir, "reserve-space": `${options.reserveSpace}B` },
  pd: { endpoints: options.pdEndpoints },
});
