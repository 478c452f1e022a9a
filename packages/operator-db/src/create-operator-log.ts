import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { systemClock, type Clock, type Ticket } from "@eval/core";
import { oneAtATime } from "./one-at-a-time.js";
import { operatorSchema } from "./operator-schema.js";
import { SessionLog, type SessionEnd } from "./session-log.js";
import { openSqlite } from "./sqlite.js";
import { TicketLog, type TicketProblem } from "./ticket-log.js";

/**
 * An operator's side of operator.db, for one that writes it as the known operator does: times are the
 * process's local time without a zone, and every call is committed before it resolves. Calls may
 * overlap; they are carried out one after another.
 */
export interface OperatorLog extends AsyncDisposable {
  /** All tickets, by id, their times normalised to UTC. */
  tickets(): Promise<Ticket[]>;
  /** Opens a ticket, or notes that the one with this key that is not resolved was seen again. Its id. */
  openTicket(problem: TicketProblem): Promise<number>;
  /** For an agent: acknowledged and held. False when it was not open. */
  takeTicket(id: number): Promise<boolean>;
  /** False when there was nothing to resolve. `unlessHeld`: for a monitor, which leaves an agent's ticket alone. */
  resolveTicket(id: number, options?: { diagnosis?: string; unlessHeld?: boolean }): Promise<boolean>;
  /** Given up: status `diagnosed`, diagnosis `ESCALATED: …`. */
  escalateTicket(id: number, diagnosis: string): Promise<void>;
  /** Its id is the text that the other calls take. */
  startSession(ticketId: number | null): Promise<string>;
  endSession(sessionId: string, status: SessionEnd, outcome: string): Promise<void>;
  /** The logging calls return the entry's row id. */
  logReasoning(sessionId: string, text: string): Promise<number>;
  logCall(sessionId: string, call: { command: string; reasoning: string }): Promise<number>;
  logResult(sessionId: string, result: { output: string; exitCode: number | null }): Promise<number>;
  close(): Promise<void>;
}

export interface OperatorLogOptions {
  clock?: Clock;
  /** How long a call waits while another program holds the database locked. @default 5000 */
  busyTimeoutMs?: number;
}

/** Opens operator.db for writing, making the file, with the mode that the umask gives, and what tables are missing. */
export async function createOperatorLog(
  path: string,
  { clock = systemClock, busyTimeoutMs = 5_000 }: OperatorLogOptions = {},
): Promise<OperatorLog> {
  const file = resolve(path);
  await touch(file);
  const database = await openSqlite(file, { access: "write", busyTimeoutMs });
  try {
    await database.execute(operatorSchema);
  } catch (error) {
    await database.close();
    throw error;
  }
  const exclusively = oneAtATime();
  const now = () => clock.wall();
  const tickets = new TicketLog(database, now);
  const sessions = new SessionLog(database, now);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= exclusively(() => database.close()));
  return {
    tickets: () => exclusively(() => tickets.all()),
    openTicket: (problem) => exclusively(() => tickets.open(problem)),
    takeTicket: (id) => exclusively(() => tickets.take(id)),
    resolveTicket: (id, options = {}) => exclusively(() => tickets.resolve(id, options)),
    escalateTicket: (id, diagnosis) => exclusively(() => tickets.escalate(id, diagnosis)),
    startSession: (ticketId) => exclusively(() => sessions.start(ticketId)),
    endSession: (sessionId, status, outcome) => exclusively(() => sessions.end(sessionId, status, outcome)),
    logReasoning: (sessionId, text) => exclusively(() => sessions.reasoning(sessionId, text)),
    logCall: (sessionId, call) => exclusively(() => sessions.call(sessionId, call)),
    logResult: (sessionId, result) => exclusively(() => sessions.result(sessionId, result)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** SQLite would make the file writable by its owner alone, whatever the umask. */
async function touch(file: string): Promise<void> {
  try {
    await (await open(file, "wx")).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
