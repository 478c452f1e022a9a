import type { IncomingMessage, Server } from "node:http";
import type { Leading, PdNode } from "../pd-node.js";
import { localRoutes, memberRoutes } from "./member-routes.js";
import { redirect, REDIRECTOR } from "./redirect.js";
import { regionRoutes } from "./region-routes.js";
import { httpCall } from "../../rpc/http-call.js";
import { dispatcher, httpServer, json, JSON_TYPE, plain, type Answer, type Request, type Route } from "./router.js";
import { scheduleRoutes } from "./schedule-routes.js";
import { storeRoutes } from "./store-routes.js";

const ROOT = "/pd/api/v1";
const FORWARD_MS = 10_000;
const NOT_BOOTSTRAPPED = "[PD:cluster:ErrNotBootstrapped]TiKV cluster not bootstrapped, please start TiKV first";

/** PD's HTTP API: some is answered here, the rest by the leader; `/v3` is etcd's own gateway. */
export function pdHttp(node: PdNode, etcdUrl: string): Server {
  const led =
    ({ bootstrapped }: { bootstrapped: boolean }) =>
    (handle: (request: Request, leading: Leading) => Answer | Promise<Answer>): Route["handle"] =>
    (request) => {
      const { leading } = node;
      if (!leading) throw new Error("leadership was lost");
      if (bootstrapped && !leading.cluster.bootstrapped) return json(NOT_BOOTSTRAPPED, 500);
      return handle(request, leading);
    };
  const below = (routes: readonly Route[]) => routes.map((route) => ({ ...route, path: `${ROOT}${route.path}` }));
  const leaderRoutes = [
    ...memberRoutes(node),
    ...below(storeRoutes(led({ bootstrapped: true }))),
    ...below(regionRoutes(led({ bootstrapped: true }))),
    ...below(scheduleRoutes(led({ bootstrapped: false }))),
  ];
  const here = dispatcher(localRoutes(node));
  const asLeader = dispatcher(leaderRoutes);
  return httpServer(async (request, incoming) => {
    if (request.path.startsWith("/v3/")) return gateway(etcdUrl, request);
    const local = here(request);
    if (local) return local;
    if (!node.leading) return redirect(node, request, redirectorOf(incoming));
    return asLeader(request) ?? plain("404 page not found", 404);
  });
}

const redirectorOf = (incoming: IncomingMessage): string | undefined => {
  const header = incoming.headers[REDIRECTOR];
  return Array.isArray(header) ? header[0] : header;
};

async function gateway(etcdUrl: string, request: Request): Promise<Answer> {
  const { status, body } = await httpCall(`${etcdUrl}${request.path}`, {
    method: request.method,
    ...(request.method === "GET" ? {} : { body: request.body }),
    timeoutMs: FORWARD_MS,
  });
  return { status, type: JSON_TYPE, body };
}
