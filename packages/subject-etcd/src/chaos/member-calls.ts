import { until, type Context, type JsonObject } from "@eval/core";
import type { EtcdCluster } from "../etcd-cluster.js";
import { callGateway, GatewayError, grpcCode } from "../gateway.js";
import { leadersOf, membershipOf, type Member } from "../inspection.js";
import { clientPort, peerUrl } from "../settings.js";

const callMs = 3000;
/**
 * etcd refuses a change of membership until its members have been connected for five seconds without a break,
 * and while there is no leader. Asked again meanwhile, in ms.
 */
const askAgainMs = 200;

/** The members as the leader knows them. Waits for one until the context's deadline. */
export async function membersOf(cluster: EtcdCluster, context: Context): Promise<Member[]> {
  return await until(async () => membershipOf(await cluster.inspect(context)) ?? undefined, context);
}

/** A request to the leader, repeated while the cluster is not ready for it. */
export async function askLeader<T>(
  cluster: EtcdCluster,
  { path, body }: { path: string; body: JsonObject },
  context: Context,
): Promise<T> {
  for (;;) {
    const [leader] = leadersOf(await cluster.inspect(context));
    const port = leader?.ports[clientPort];
    try {
      if (port !== undefined) {
        const call = { address: `127.0.0.1:${port}`, path, body, timeoutMs: callMs };
        return await callGateway<T>(call, context);
      }
    } catch (error) {
      context.signal.throwIfAborted();
      if (!isForNow(error)) throw error;
    }
    await context.clock.sleep(askAgainMs, context.signal);
  }
}

/** Takes a member off the list; one that is not on it is no error. */
export async function removeFromList(cluster: EtcdCluster, id: string, context: Context): Promise<void> {
  try {
    await askLeader(cluster, { path: "cluster/member/remove", body: { ID: id } }, context);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== grpcCode.notFound) throw error;
  }
}

/** Puts a node on the list as a member to come; also where its answer was lost and it is there already. */
export async function addToList(cluster: EtcdCluster, node: string, context: Context): Promise<void> {
  try {
    await askLeader(cluster, { path: "cluster/member/add", body: { peerURLs: [peerUrl(node)] } }, context);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== grpcCode.failedPrecondition) throw error;
    const listed = (await membersOf(cluster, context)).some(({ peerUrls }) => peerUrls.includes(peerUrl(node)));
    if (!listed) throw error;
  }
}

function isForNow(error: unknown): boolean {
  return !(error instanceof GatewayError) || error.code === grpcCode.unavailable;
}
