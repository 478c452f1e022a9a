import type { Context } from "@eval/core";
import { openClientSession, openPrimarySession } from "./client-sessions.js";
import type { ClusterRecord, NodeRecord } from "./record.js";
import { accountCount } from "./schema.js";

const applicationName = "app";
const readAgainMs = 5;

/**
 * Writes `n` to the primary and reads it back from a standby, on connections of its own as a new client
 * does. Gives the primary's name. Rejects when a client would have failed, at the context's deadline at the latest.
 */
export async function probeWrite(
  record: ClusterRecord,
  n: number,
  { first, context }: { first: string | undefined; context: Context },
): Promise<string> {
  const left = () => Math.max(20, context.remainingMs() - 20);
  const { node, session } = await openPrimarySession(record, { applicationName, timeoutMs: left(), first });
  try {
    const values = [n, (n % accountCount) + 1];
    const text = "INSERT INTO ledger (n, account_id) VALUES ($1, $2) ON CONFLICT (n) DO NOTHING";
    await session.query({ text, values }, left());
  } finally {
    session.close();
  }
  const standbys = record.nodes.filter((other) => other !== node);
  await Promise.any(standbys.map(async (standby) => await readBack(record, { n, standby, context })));
  return node.name;
}

async function readBack(
  record: ClusterRecord,
  { n, standby, context }: { n: number; standby: NodeRecord; context: Context },
): Promise<void> {
  const left = () => Math.max(20, context.remainingMs() - 20);
  const session = await openClientSession(record, standby, { applicationName, timeoutMs: left() });
  try {
    for (;;) {
      const query = { text: "SELECT pg_is_in_recovery() AS standby FROM ledger WHERE n = $1", values: [n] };
      const [row] = await session.query<{ standby: boolean }>(query, left());
      if (row?.standby === true) return;
      if (row) throw new Error(`${standby.name} is no standby`);
      await context.clock.sleep(readAgainMs, context.signal);
    }
  } finally {
    session.close();
  }
}
