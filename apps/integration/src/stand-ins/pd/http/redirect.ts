import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../../log.js";
import type { PdNode } from "../pd-node.js";
import { httpCall } from "../../rpc/http-call.js";
import { JSON_TYPE, PLAIN, plain, type Answer, type Request } from "./router.js";

/** How long a follower waits for a leader to appear before it answers 503. */
const WAIT_FOR_LEADER_MS = 3_000;
const LOOK_MS = 100;
const FORWARD_MS = 30_000;
/** Says that a request was sent on once already. */
export const REDIRECTOR = "pd-redirector";

/**
 * Has the leader answer. 503 `redirect finds no leader` while there is none; a request that was sent here by another
 * member is not sent on again.
 */
export async function redirect(node: PdNode, request: Request, from: string | undefined): Promise<Answer> {
  if (from !== undefined) return plain("[PD:apiutil:ErrRedirectToNotLeader]redirect to not leader", 500);
  const url = await leaderUrl(node);
  if (url === undefined) return plain("[PD:apiutil:ErrRedirectNoLeader]redirect finds no leader", 503);
  try {
    const search = request.query.toString() === "" ? "" : `?${request.query.toString()}`;
    const { status, type, body } = await httpCall(`${url}${request.path}${search}`, {
      method: request.method,
      headers: { [REDIRECTOR]: node.options.name, "content-type": "application/json" },
      ...(request.method === "GET" || request.body.length === 0 ? {} : { body: request.body }),
      timeoutMs: FORWARD_MS,
    });
    return { status, type: type.startsWith("text") ? PLAIN : JSON_TYPE, body };
  } catch (error) {
    return plain(reasonOf(error), 503);
  }
}

async function leaderUrl(node: PdNode): Promise<string | undefined> {
  const until = performance.now() + WAIT_FOR_LEADER_MS;
  do {
    const { leader } = node.leadership;
    if (leader && leader.memberId !== node.memberId) {
      const members = await node.etcd.members().catch(() => []);
      const url = members.find(({ id }) => id === leader.memberId)?.clientUrls[0];
      if (url !== undefined) return url;
    }
    await delay(LOOK_MS);
  } while (performance.now() < until);
  return undefined;
}
