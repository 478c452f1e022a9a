#!/usr/bin/env node
import { setTimeout as delay } from "node:timers/promises";
import { Server as GrpcServer } from "@grpc/grpc-js";
import { FlagError } from "../config/flags.js";
import { createLog, reasonOf, type Log } from "../log.js";
import type { StoreMeta } from "../rpc/messages.js";
import { channelOptions, loadProtocol, serviceOf } from "../rpc/protocol.js";
import { hostAndPort } from "../rpc/shared-port.js";
import { VERSION } from "../version.js";
import { isAlmostFull, makePlaceholder, readDisk, sizeOf } from "./disk.js";
import { GrpcPort } from "./grpc-port.js";
import { Heartbeats } from "./heartbeats.js";
import { kvService } from "./kv-service.js";
import { PdLink, PdRefusal } from "./pd-link.js";
import { RaftTransport } from "./raft-transport.js";
import { identify, register } from "./registration.js";
import { statusServer } from "./status-server.js";
import { Store } from "./store.js";
import { readTikvOptions, type TikvOptions, type TikvRequest } from "./tikv-options.js";

const DISK_LOOK_MS = 1_000;
/** Of so many looks at the disk, one measures the store's own files, too. */
const LOOKS_A_SIZE = 10;
/** When asked to end, what cannot be ended in order by then is left as it is. */
const STOP_MS = 3_000;

const request = readRequest();
if (request.kind === "version")
  process.stdout.write(`TiKV \nRelease Version:   ${VERSION}\nEdition:           Stand-in\n`);
else if (request.kind === "check") process.stdout.write("config check successful\n");
else await run(request.options);

function readRequest(): TikvRequest {
  try {
    return readTikvOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${reasonOf(error)}\n`);
    process.exit(error instanceof FlagError ? 1 : 2);
  }
}

async function run(options: TikvOptions): Promise<void> {
  const log = createLog({ source: "server.rs:1", file: options.logFile, level: options.logLevel });
  log.info("Welcome to the stand-in for TiKV", { version: VERSION });
  const protocol = loadProtocol();
  const pd = new PdLink({ service: protocol.pd, endpoints: options.pdEndpoints, log });
  const fail = async (error: unknown): Promise<never> => {
    const words = error instanceof PdRefusal ? `failed to start node: ${error.message}` : reasonOf(error);
    await log.fatal(words);
    process.exit(1);
  };
  try {
    const { storeId } = await identify(options.dataDir, pd);
    await serve({ options, storeId, pd, protocol, log, fail });
  } catch (error) {
    await fail(error);
  }
}

interface Serving {
  options: TikvOptions;
  storeId: string;
  pd: PdLink;
  protocol: ReturnType<typeof loadProtocol>;
  log: Log;
  fail: (error: unknown) => Promise<never>;
}

async function serve({ options, storeId, pd, protocol, log, fail }: Serving): Promise<void> {
  await makePlaceholder(options.dataDir, options.reserveSpace, log);
  const limit = options.capacity;
  let used = await sizeOf(options.dataDir);
  let disk = await readDisk(options.dataDir, { limit, used });
  const ending = new AbortController();

  const addressOf = async (id: string): Promise<string> =>
    (await pd.call<{ header: null; store: StoreMeta }>("GetStore", { store_id: id })).store.address;
  const transport = new RaftTransport({ service: protocol.tikv, addressOf });
  let heartbeats: Heartbeats | undefined;
  const store = await Store.open({
    id: storeId,
    dataDir: options.dataDir,
    ticks: { election: options.electionTicks, heartbeat: options.heartbeatTicks, ms: options.tickMs },
    maxPeerDownMs: options.maxPeerDownMs,
    transport,
    log,
    changed: (replica) => heartbeats?.report(replica),
    failed: (error) => void fail(error),
  });
  const port = new GrpcPort(options.addr, () => {
    const server = new GrpcServer(channelOptions);
    const isDiskFull = () => isAlmostFull(disk, options.reserveSpace);
    server.addService(serviceOf(protocol.tikv), kvService(store, { isDiskFull }));
    return server;
  });
  heartbeats = new Heartbeats({
    pd,
    store,
    disk: () => disk,
    isPaused: () => port.isPaused,
    storeEveryMs: options.storeHeartbeatMs,
    regionEveryMs: options.regionHeartbeatMs,
    log,
  });
  const status = statusServer({
    options,
    store,
    disk: () => disk,
    pauseGrpc: () => port.pause(),
    resumeGrpc: () => port.resume(),
  });

  await port.resume();
  const { host, port: statusPort } = hostAndPort(options.statusAddr);
  await new Promise<void>((resolve, reject) => status.once("error", reject).listen(statusPort, host, resolve));
  await register(metaOf(options, storeId), { pd, store });
  log.info("TiKV is ready to serve", { store: storeId });

  const ticking = setInterval(() => store.tick(), options.tickMs);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  ending.signal.addEventListener("abort", () => setTimeout(() => process.exit(0), STOP_MS).unref());
  const watchDisk = async (): Promise<void> => {
    for (let looks = 1; !ending.signal.aborted; looks += 1) {
      await delay(DISK_LOOK_MS, undefined, { signal: ending.signal }).catch(() => undefined);
      if (looks % LOOKS_A_SIZE === 0) used = await sizeOf(options.dataDir);
      disk = await readDisk(options.dataDir, { limit, used }).catch(() => disk);
    }
  };
  await Promise.all([heartbeats.run(ending.signal), watchDisk()]);
  clearInterval(ticking);
  await Promise.all([port.pause(), store.end()]);
  transport.close();
  pd.close();
  process.exit(0);
}

function metaOf(options: TikvOptions, id: string): StoreMeta {
  return {
    id,
    address: options.advertiseAddr,
    state: "Up",
    labels: options.labels,
    version: VERSION,
    peer_address: options.advertiseAddr,
    status_address: options.advertiseStatusAddr,
    git_hash: "0000000000000000000000000000000000000000",
    start_timestamp: String(Math.floor(Date.now() / 1_000)),
    deploy_path: "/",
    last_heartbeat: "0",
    physically_destroyed: false,
    node_state: "Serving",
  };
}
