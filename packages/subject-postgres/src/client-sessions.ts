import { setTimeout as delay } from "node:timers/promises";
import type { ClusterRecord, NodeRecord } from "./record.js";
import { Session, sqlState } from "./session.js";
import { clientRole, database } from "./settings.js";

/** How long a client gives one address before it also tries the next. */
const headStartMs = 150;

export interface ClientOptions {
  applicationName: string;
  /** @default the role of ordinary clients */
  role?: string;
  timeoutMs: number;
}

export async function openClientSession(
  record: ClusterRecord,
  node: NodeRecord,
  options: ClientOptions,
): Promise<Session> {
  return await Session.open(
    {
      host: "127.0.0.1",
      port: node.port,
      user: options.role ?? clientRole,
      database,
      password: record.clientPassword,
      applicationName: options.applicationName,
      statementTimeoutMs: Math.max(1, Math.round(options.timeoutMs * 0.8)),
    },
    options.timeoutMs,
  );
}

export interface PrimarySession {
  node: NodeRecord;
  session: Session;
}

class IsStandby extends Error {
  override readonly name = "IsStandby";
}

/**
 * Connects as clients that know all addresses do: to whichever node is no standby. Tries `first`, and the
 * others as soon as that has failed or kept silent for a while. Rejects with the most telling failure.
 */
export async function openPrimarySession(
  record: ClusterRecord,
  options: ClientOptions & { first: string | undefined },
): Promise<PrimarySession> {
  const order = record.nodes.toSorted((a, b) => Number(b.name === options.first) - Number(a.name === options.first));
  const failures: unknown[] = [];
  let won = false;
  const attempt = async (node: NodeRecord): Promise<PrimarySession> => {
    try {
      const session = await openClientSession(record, node, options);
      const [row] = await session.query<{ standby: boolean }>(
        "SELECT pg_is_in_recovery() AS standby",
        options.timeoutMs,
      );
      if (row?.standby === false && !won) {
        won = true;
        return { node, session };
      }
      session.close();
      throw new IsStandby(`${node.name} is no primary`);
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  try {
    return await staggered(order.map((node) => async () => await attempt(node)));
  } catch {
    throw mostTelling(failures);
  }
}

/** The first to succeed; each starts when the one before has failed, or has taken longer than its head start. */
async function staggered<T>(attempts: readonly (() => Promise<T>)[]): Promise<T> {
  const [attempt, ...later] = attempts;
  if (!attempt) throw new RangeError("a cluster has at least one node");
  const current = attempt();
  if (later.length === 0) return await current;
  const early = await Promise.race([
    current.then(
      (value) => ({ value }),
      () => undefined,
    ),
    delay(headStartMs, undefined, { ref: false }),
  ]);
  return early ? early.value : await Promise.any([current, staggered(later)]);
}

/** What a server said about this client tells more than that an address did not answer. */
function mostTelling(failures: readonly unknown[]): unknown {
  const refusal = failures.find((error) => sqlState(error) !== undefined);
  return refusal ?? failures.find((error) => !(error instanceof IsStandby)) ?? failures[0];
}

/** How the cluster of this folder is reached, for programs that know only the folder. */
export function clientUrl(record: ClusterRecord, node: NodeRecord): string {
  return `postgresql://${clientRole}:${record.clientPassword}@127.0.0.1:${node.port}/${database}`;
}
