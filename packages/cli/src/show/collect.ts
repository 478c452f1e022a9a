import type { OperatorCommand, Ticket, TrialEvent } from "@eval/core";

export interface CollectedTicket {
  ticket: Ticket;
  /** Offset at which it was first noticed. */
  openedAt: number;
  concerns: boolean;
  early: boolean;
}

/** Each ticket of the trial once, as it stood last, in the order of their opening. */
export function collectTickets(events: readonly TrialEvent[]): CollectedTicket[] {
  const tickets = new Map<number, CollectedTicket>();
  for (const { type, at, data } of events) {
    if (type === "ticket.opened") {
      const { openedAt = at } = tickets.get(data.ticket.id) ?? {};
      tickets.set(data.ticket.id, { ...data, openedAt });
    } else if (type === "ticket.changed") {
      const known = tickets.get(data.ticket.id);
      if (known) tickets.set(data.ticket.id, { ...known, ...data });
    }
  }
  return [...tickets.values()];
}

export interface CollectedCommand {
  command: OperatorCommand;
  /** Offset at which the call was first noticed. */
  calledAt: number;
}

/** Each command once, with its exit code where there is one, in the order of the calls. */
export function collectCommands(events: readonly TrialEvent[]): CollectedCommand[] {
  const commands = new Map<number, CollectedCommand>();
  for (const { type, at, data } of events) {
    if (type !== "operator.command") continue;
    commands.set(data.entry_id, { command: data, calledAt: commands.get(data.entry_id)?.calledAt ?? at });
  }
  return [...commands.values()];
}
