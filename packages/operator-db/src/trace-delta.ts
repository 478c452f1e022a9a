import type { OperatorCommand, OperatorSession, TraceDelta, TraceMark } from "@eval/core";
import { pairResults, type LogLine } from "./pair-results.js";
import type { Sqlite } from "./sqlite.js";
import { parseUtc } from "./timestamp.js";
import { ticketDigest, ticketOf } from "./ticket-row.js";
import { isSameDatabase } from "./trace-mark.js";
import { integer, readTraceTables, text, type TraceRow, type TraceTables } from "./trace-rows.js";
import { readWriterZone } from "./trace-zone.js";
import type { WriterZone } from "./writer-zone.js";

export const emptyDelta: TraceDelta = { tickets: [], sessions: [], commands: [], reasoning: [], clockOffsetMs: null };

type TicketRow = TraceRow<"tickets">;
type SessionRow = TraceRow<"agent_sessions">;
type EntryRow = TraceRow<"agent_log_entries">;

/**
 * What was added or changed since the mark, within the caller's transaction.
 *
 * A session belongs when its row is above the mark, when it was running at the mark, or when it wrote an
 * entry since: one that ended before the mark is an older trial's, even if its ticket was reopened. A
 * ticket belongs when its row is new or differs, or when a session on it began since.
 */
export async function readTraceDelta(database: Sqlite, mark: TraceMark): Promise<TraceDelta> {
  const tables = await readTraceTables(database);
  const since = (await isSameDatabase(tables, mark)) ? mark : { ...mark, maxSessionId: 0, maxEntryId: 0, busy: [] };
  const allTickets = await tables.select("tickets");
  const sessions = await selectSessions(tables, since);
  const entries = await selectEntries(tables, since);
  const zone = await readWriterZone(tables, { tickets: allTickets, sessions, entries });

  const begun = new Set(sessions.filter((row) => idOf(row) > since.maxSessionId).map((row) => integer(row.ticket_id)));
  const changed = (row: TicketRow) => mark.tickets[String(idOf(row))] !== ticketDigest(row);
  return {
    tickets: allTickets.filter((row) => changed(row) || begun.has(idOf(row))).map((row) => ticketOf(row, zone)),
    sessions: sessions.map((row) => sessionOf(row, zone)),
    commands: commandsOf(entries, sessions, zone).filter((command) => command.entry_id > since.maxEntryId),
    reasoning: entries
      .filter((row) => text(row.entry_type) === "reasoning" && idOf(row) > since.maxEntryId)
      .map((row) => ({
        sessionId: text(row.session_id) ?? "",
        // `content` is a summary by another model; what was said stands in `raw_content`.
        text: text(row.raw_content) ?? text(row.content) ?? "",
        at: zone.toUtc(text(row.timestamp), text(row.created_at)),
      })),
    clockOffsetMs: zone.offsetMs,
  };
}

function selectSessions(tables: TraceTables, since: TraceMark): Promise<SessionRow[]> {
  const running = since.busy.filter(({ kind }) => kind === "session").map(({ id }) => id);
  const wrote = tables.has("agent_log_entries")
    ? "OR session_id IN (SELECT session_id FROM agent_log_entries WHERE id > ?)"
    : "";
  return tables.select(
    "agent_sessions",
    `WHERE id > ? OR id IN (${running.map(() => "?").join(", ")}) ${wrote} ORDER BY id`,
    [since.maxSessionId, ...running, ...(wrote ? [since.maxEntryId] : [])],
  );
}

/** With the older entries of sessions that go on: a result is paired by its place in the whole session. */
function selectEntries(tables: TraceTables, since: TraceMark): Promise<EntryRow[]> {
  return tables.select(
    "agent_log_entries",
    "WHERE session_id IN (SELECT session_id FROM agent_log_entries WHERE id > ?) ORDER BY id",
    [since.maxEntryId],
  );
}

function commandsOf(
  entries: readonly EntryRow[],
  sessions: readonly SessionRow[],
  zone: WriterZone,
): OperatorCommand[] {
  const ended = new Set(sessions.filter(endedByItself).map((row) => text(row.session_id)));
  const exitCodes = new Map<number, number | null>();
  for (const [sessionId, lines] of linesBySession(entries)) {
    const paired = pairResults(lines, { ended: ended.has(sessionId) });
    for (const [id, exitCode] of paired) exitCodes.set(id, exitCode);
  }
  return entries
    .filter((row) => text(row.entry_type) === "tool_call")
    .map((row) => ({
      tool_name: text(row.tool_name),
      tool_params: text(row.tool_params),
      exit_code: exitCodes.get(idOf(row)) ?? null,
      timestamp: zone.toUtc(text(row.timestamp), text(row.created_at)),
      entry_id: idOf(row),
      session_id: text(row.session_id) ?? "",
    }));
}

/** Only such a session is sure to have logged its last result. The schema promises `completed`; `resolved` is written. */
function endedByItself(row: SessionRow): boolean {
  return ["resolved", "completed"].includes(text(row.status) ?? "");
}

function linesBySession(entries: readonly EntryRow[]): Map<string | null, LogLine[]> {
  const bySession = new Map<string | null, LogLine[]>();
  for (const row of entries) {
    const line = lineOf(row);
    if (!line) continue;
    const sessionId = text(row.session_id);
    const lines = bySession.get(sessionId);
    if (lines) lines.push(line);
    else bySession.set(sessionId, [line]);
  }
  return bySession;
}

function lineOf(row: EntryRow): LogLine | null {
  switch (text(row.entry_type)) {
    case "reasoning":
      return { kind: "reasoning" };
    case "tool_call":
      return { kind: "call", id: idOf(row), atMs: parseUtc(text(row.timestamp)) };
    case "tool_result":
      return { kind: "result", exitCode: integer(row.exit_code) };
    default:
      return null;
  }
}

function sessionOf(row: SessionRow, zone: WriterZone): OperatorSession {
  return {
    id: idOf(row),
    sessionId: text(row.session_id) ?? "",
    ticketId: integer(row.ticket_id),
    status: text(row.status) ?? "",
    startedAt: zone.toUtc(text(row.started_at), text(row.created_at)),
    endedAt: zone.toUtc(text(row.ended_at)),
    outcome: text(row.outcome_summary),
  };
}

function idOf(row: { readonly id: unknown }): number {
  return integer(row.id) ?? 0;
}
