#!/usr/bin/env node
import { setTimeout as delay } from "node:timers/promises";
import { Server as GrpcServer } from "@grpc/grpc-js";
import { FlagError } from "../config/flags.js";
import { createLog, reasonOf, type Log } from "../log.js";
import { channelOptions, loadProtocol, serviceOf } from "../rpc/protocol.js";
import { hostAndPort, sharePort } from "../rpc/shared-port.js";
import { etcdClient, type EtcdClient } from "./etcd/etcd-client.js";
import { startEtcd } from "./etcd/etcd-process.js";
import { prepareJoin } from "./etcd/join.js";
import { pdHttp } from "./http/pd-http.js";
import { PD_VERSION, PdNode } from "./pd-node.js";
import { readPdOptions, type PdOptions, type PdRequest } from "./pd-options.js";
import { pdService } from "./pd-service.js";
import { followPriorities } from "./etcd/priorities.js";

const RETRY_MS = 50;
/** When asked to end, what cannot be ended in order by then is left as it is. */
const STOP_MS = 3_000;

const request = readRequest();
if (request.kind === "version") say(`Release Version: ${PD_VERSION}\nEdition: Stand-in\n`);
else if (request.kind === "check") say("config check successful\n");
else await run(request.options);

function readRequest(): PdRequest {
  try {
    return readPdOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(error instanceof FlagError ? 2 : 1);
  }
}

function say(text: string): void {
  process.stdout.write(text);
}

async function run(options: PdOptions): Promise<void> {
  const log = createLog({ source: "server.go:1", file: options.logFile, level: options.logLevel });
  log.info("Welcome to the stand-in for Placement Driver (PD)", { version: PD_VERSION, name: options.name });
  const initial = await prepareJoin(options).catch((error: unknown) => fail(log, "join meet error", reasonOf(error)));
  const etcd = await startEtcd({ ...options, ...initial }, log);
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  ending.signal.addEventListener("abort", () => setTimeout(() => process.exit(0), STOP_MS).unref());
  void etcd.ended.then(async ({ code, lastWords }) => {
    if (ending.signal.aborted) return;
    await fail(log, "run server failed", lastWords === "" ? `etcd ended with ${code}` : lastWords);
  });

  const node = await openNode(options, { etcd: etcdClient(etcd.clientUrl), log });
  const grpc = new GrpcServer(channelOptions);
  grpc.addService(serviceOf(loadProtocol().pd), pdService(node));
  const port = sharePort({ http: pdHttp(node, etcd.clientUrl), grpc });
  await port
    .listen(hostAndPort(options.clientUrls.split(",")[0] ?? ""))
    .catch((error: unknown) => fail(log, "start server failed", reasonOf(error)));
  log.info("server is serving", { urls: options.clientUrls, cluster: node.clusterId });

  const following = followPriorities(node, { everyMs: options.priorityCheckMs, signal: ending.signal });
  await Promise.all([node.leadership.run(ending.signal), following]);
  await port.close();
  etcd.stop();
  await etcd.ended;
  process.exit(0);
}

/** Until etcd has a quorum, there is nothing to serve; a member that waits for others waits as long as they take. */
async function openNode(options: PdOptions, found: { etcd: EtcdClient; log: Log }): Promise<PdNode> {
  for (;;) {
    try {
      return await PdNode.open(options, found);
    } catch {
      await delay(RETRY_MS);
    }
  }
}

async function fail(log: Log, what: string, error: string): Promise<never> {
  await log.fatal(what, { error });
  process.exit(1);
}
