import { digest } from "../digest.js";
import type { OperatorCommand, OperatorSession, OperatorTrace, TraceDelta, TraceMark } from "../operator.js";
import type { Ticket } from "../subject.js";

/** An operator's trace without a database, with the verbs an operator writes it by. */
export class MemoryTrace implements OperatorTrace {
  private readonly tickets: Ticket[] = [];
  private readonly sessions: OperatorSession[] = [];
  private readonly commands: OperatorCommand[] = [];
  private readonly listeners = new Set<() => void>();

  openTicket(key: string, fields: Partial<Ticket> = {}): number {
    const [invariant = key, target = null] = key.split(":");
    const ticket: Ticket = {
      id: this.tickets.length + 1,
      key,
      invariant,
      target,
      status: "open",
      held: false,
      message: key,
      severity: "critical",
      diagnosis: null,
      firstSeenAt: null,
      resolvedAt: null,
      createdAt: null,
      ...fields,
    };
    this.tickets.push(ticket);
    this.tell();
    return ticket.id;
  }

  updateTicket(id: number, fields: Partial<Ticket>): void {
    const index = this.tickets.findIndex((ticket) => ticket.id === id);
    this.tickets[index] = { ...this.tickets[index]!, ...fields };
    this.tell();
  }

  startSession(ticketId: number | null): number {
    const id = this.sessions.length + 1;
    this.sessions.push({
      id,
      sessionId: `session-${id}`,
      ticketId,
      status: "running",
      startedAt: null,
      endedAt: null,
      outcome: null,
    });
    this.tell();
    return id;
  }

  endSession(id: number, status: string): void {
    this.sessions[id - 1] = { ...this.sessions[id - 1]!, status };
    this.tell();
  }

  /** A call; its exit code is filled in by `finishCommand`. */
  startCommand(sessionId: number, command: string): number {
    const entryId = this.commands.length + 1;
    this.commands.push({
      tool_name: "shell",
      tool_params: JSON.stringify({ command }),
      exit_code: null,
      timestamp: null,
      entry_id: entryId,
      session_id: `session-${sessionId}`,
    });
    this.tell();
    return entryId;
  }

  finishCommand(entryId: number, exitCode: number): void {
    this.commands[entryId - 1] = { ...this.commands[entryId - 1]!, exit_code: exitCode };
    this.tell();
  }

  async mark(): Promise<TraceMark> {
    return {
      tickets: Object.fromEntries(this.tickets.map((ticket) => [String(ticket.id), digest(ticket)])),
      maxSessionId: this.sessions.length,
      maxEntryId: this.commands.length,
      busy: [
        ...this.tickets
          .filter(({ status }) => status === "open" || status === "acknowledged")
          .map(({ id, key }) => ({ kind: "ticket" as const, id, description: key })),
        ...this.sessions
          .filter(({ status }) => status === "running")
          .map(({ id, sessionId }) => ({ kind: "session" as const, id, description: sessionId })),
      ],
    };
  }

  async since(mark: TraceMark): Promise<TraceDelta> {
    return {
      tickets: this.tickets.filter((ticket) => mark.tickets[String(ticket.id)] !== digest(ticket)),
      sessions: this.sessions.filter(({ id }) => id > mark.maxSessionId),
      commands: this.commands.filter(({ entry_id }) => entry_id > mark.maxEntryId),
      reasoning: [],
      clockOffsetMs: null,
    };
  }

  watch(listener: () => void, signal: AbortSignal): void {
    this.listeners.add(listener);
    signal.addEventListener("abort", () => this.listeners.delete(listener), { once: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listeners.clear();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
