import { text, type TraceRow, type TraceTables } from "./trace-rows.js";
import { writerZone, type TimePair, type WriterZone } from "./writer-zone.js";

/** Of rows older than those asked for, the newest are enough: they only place times that have no pair of their own. */
const NEWEST_ENTRIES = 50;
const NEWEST_SESSIONS = 20;

interface ReadAlready {
  tickets: readonly TraceRow<"tickets">[];
  sessions?: readonly TraceRow<"agent_sessions">[];
  entries?: readonly TraceRow<"agent_log_entries">[];
}

/** The writer's zone, from the rows read already and the newest others, within the caller's transaction. */
export async function readWriterZone(tables: TraceTables, already: ReadAlready): Promise<WriterZone> {
  const newest = (limit: number) => `ORDER BY id DESC LIMIT ${limit}`;
  const entries = await tables.select("agent_log_entries", newest(NEWEST_ENTRIES));
  const sessions = await tables.select("agent_sessions", newest(NEWEST_SESSIONS));
  const pairs: TimePair[] = [
    ...[...entries, ...(already.entries ?? [])].map((row) => ({
      naive: text(row.timestamp),
      utc: text(row.created_at),
    })),
    ...[...sessions, ...(already.sessions ?? [])].map((row) => ({
      naive: text(row.started_at),
      utc: text(row.created_at),
    })),
  ];
  // Not first_seen_at beside created_at: that is when the violation began, a grace period before the row.
  const updates = already.tickets.map((row) => ({
    naive: later(text(row.last_seen_at), text(row.resolved_at)),
    utc: text(row.updated_at),
  }));
  return writerZone({ pairs, updates });
}

/** Both come from one writer's clock, so their texts sort as their times do. */
function later(first: string | null, second: string | null): string | null {
  if (first === null || second === null) return first ?? second;
  return first > second ? first : second;
}
