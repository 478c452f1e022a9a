import type { Context } from "@eval/core";
import type { Login } from "../access-rules.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { Session, sqlState } from "../session.js";
import { clientRole, database, replicationRole } from "../settings.js";

/** Who logs in over the network: clients, and standbys to stream the log. */
export type LoginKind = "client" | "replication";

export const logins: Readonly<Record<LoginKind, Login>> = {
  client: { user: clientRole, database },
  replication: { user: replicationRole, database: null },
};

const timeoutMs = 2000;
const turnedAway = "28000";

/**
 * Logs in as they do. Gives what the server says when its access rules turn them away, undefined when they
 * let them in, whatever may come after that. Rejects when the server does not answer.
 */
export async function refusalOf(
  cluster: PostgresCluster,
  { node, kind }: { node: string; kind: LoginKind },
  context: Context,
): Promise<string | undefined> {
  const { record } = cluster;
  const found = record.nodes.find(({ name }) => name === node);
  if (!found) throw new RangeError(`no node ${node}`);
  context.signal.throwIfAborted();
  const { user } = logins[kind];
  const password = kind === "client" ? record.clientPassword : record.replicationPassword;
  const replication = kind === "replication";
  const limits = { statementTimeoutMs: timeoutMs, applicationName: "login" };
  const target = { host: "127.0.0.1", port: found.port, user, database, password, replication, ...limits };
  try {
    (await Session.open(target, Math.max(50, Math.min(timeoutMs, context.remainingMs())))).close();
    return undefined;
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined) throw error;
    return state === turnedAway ? (error as Error).message : undefined;
  }
}
