import { digest, type TraceMark } from "@eval/core";
import type { Sqlite } from "./sqlite.js";
import { statusOf, ticketDigest } from "./ticket-row.js";
import { integer, readTraceTables, text, type TraceTables } from "./trace-rows.js";

export const emptyMark: TraceMark = { tickets: {}, maxSessionId: 0, maxEntryId: 0, busy: [] };

/** Everything that stands in the database, within the caller's transaction. */
export async function readTraceMark(database: Sqlite): Promise<TraceMark> {
  const tables = await readTraceTables(database);
  const tickets = await tables.select("tickets");
  const running = await tables.select("agent_sessions", "WHERE status = 'running' ORDER BY id");
  const maxSessionId = await tables.maxId("agent_sessions");
  const maxEntryId = await tables.maxId("agent_log_entries");
  const anchor = await readAnchor(tables, { maxSessionId, maxEntryId });
  const busyTickets = tickets
    .map((row) => ({ row, status: statusOf(row) }))
    .filter(({ status }) => status === "open" || status === "acknowledged")
    .map(({ row, status }) => ({
      kind: "ticket" as const,
      id: integer(row.id) ?? 0,
      description: `ticket ${text(row.id)} (${text(row.violation_key) ?? text(row.invariant_name) ?? "no key"}) is ${status}`,
    }));
  const busySessions = running.map((row) => ({
    kind: "session" as const,
    id: integer(row.id) ?? 0,
    description: `session ${text(row.session_id)} is running, since ${text(row.started_at) ?? "an unknown time"}`,
  }));
  return {
    tickets: Object.fromEntries(tickets.map((row) => [String(integer(row.id)), ticketDigest(row)])),
    maxSessionId,
    maxEntryId,
    busy: [...busyTickets, ...busySessions],
    ...(anchor === null ? {} : { anchor }),
  };
}

/**
 * Whether the ids of the mark can be compared with this database's. They cannot once the file was
 * replaced by another one, which counts from 1 again: the rows at the mark are then gone or others.
 */
export async function isSameDatabase(tables: TraceTables, mark: TraceMark): Promise<boolean> {
  if (mark.anchor !== undefined) return (await readAnchor(tables, mark)) === mark.anchor;
  return (
    (await tables.maxId("agent_sessions")) >= mark.maxSessionId &&
    (await tables.maxId("agent_log_entries")) >= mark.maxEntryId
  );
}

async function readAnchor(
  tables: TraceTables,
  { maxSessionId, maxEntryId }: Pick<TraceMark, "maxSessionId" | "maxEntryId">,
): Promise<string | null> {
  if (maxSessionId === 0 && maxEntryId === 0) return null;
  const [session] = await tables.select("agent_sessions", "WHERE id = ?", [maxSessionId]);
  const [entry] = await tables.select("agent_log_entries", "WHERE id = ?", [maxEntryId]);
  return digest([
    text(session?.session_id),
    text(session?.created_at),
    text(entry?.session_id),
    text(entry?.timestamp),
    text(entry?.created_at),
  ]);
}
