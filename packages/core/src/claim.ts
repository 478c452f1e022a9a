import type { OperatorSession } from "./operator.js";
import type { Ticket } from "./subject.js";
import type { Claim } from "./trial-record.js";

const closed = new Set<Ticket["status"]>(["resolved", "diagnosed"]);

/** Whether the ticket asks for nobody's attention: resolved, or given up. */
export function isClosed(ticket: Ticket): boolean {
  return closed.has(ticket.status);
}

/**
 * What the operator says of the fault, from the tickets that concern it and all sessions.
 *
 * `resolved`: every ticket is resolved and at least one was by an agent's session. A monitor that
 * closes its own ticket because the symptom went away claims nothing. `escalated`: none is left to
 * work on and at least one was given up. Null while anything is still open, and after a reopening.
 */
export function claimOf(tickets: readonly Ticket[], sessions: readonly OperatorSession[]): Claim | null {
  if (tickets.length === 0 || !tickets.every(isClosed)) return null;
  if (tickets.some((ticket) => ticket.status === "diagnosed")) return "escalated";
  return tickets.some((ticket) => closedByAgent(ticket, sessions)) ? "resolved" : null;
}

/** The known operator writes `resolved`; its schema's comment promises `completed`. */
function closedByAgent(ticket: Ticket, sessions: readonly OperatorSession[]): boolean {
  return sessions.some(
    (session) => session.ticketId === ticket.id && (session.status === "resolved" || session.status === "completed"),
  );
}

/** Whether somebody is at work on one of the tickets, so that a claim may still come. */
export function isBeingWorkedOn(tickets: readonly Ticket[], sessions: readonly OperatorSession[]): boolean {
  return tickets.some(
    (ticket) =>
      ticket.status === "acknowledged" ||
      (!isClosed(ticket) && ticket.held) ||
      sessions.some((session) => session.ticketId === ticket.id && session.status === "running"),
  );
}
