import { isClosed } from "./claim.js";
import { describe } from "./errors.js";
import type { EventLog } from "./event-log.js";
import { canonicalJson, type Json } from "./json.js";
import type { OperatorTrace, TraceDelta, TraceMark } from "./operator.js";
import type { Logger } from "./context.js";
import type { Ticket } from "./subject.js";

export interface TraceFollowerOptions {
  trace: OperatorTrace;
  mark: TraceMark;
  log: EventLog;
  logger: Logger;
  /** Does the ticket speak of the trial's fault? Asked once the fault is planned; before that none does. */
  concerns: (ticket: Ticket) => boolean;
}

/**
 * Turns what the operator writes into events, in the order it is noticed. A ticket is `opened` when
 * its row is new or was closed before: an operator that reopens an old row opens a ticket.
 */
export class TraceFollower {
  private readonly controller = new AbortController();
  private readonly tickets = new Map<number, { ticket: Ticket; text: string }>();
  private readonly seen = new Map<string, string>();
  private reading: Promise<void> | undefined;
  private again = false;

  constructor(private readonly options: TraceFollowerOptions) {}

  start(): void {
    this.options.trace.watch(() => void this.read(), this.controller.signal);
    void this.read();
  }

  /** Stops following after one last look, so that nothing committed by now is missed. */
  async stop(): Promise<void> {
    this.controller.abort();
    await this.read();
  }

  /** Reads until nothing has changed since the read began. Never rejects: a database locked now is read at the next change. */
  async read(): Promise<void> {
    this.again = true;
    this.reading ??= this.readAll();
    await this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        this.take(await this.options.trace.since(this.options.mark));
      } catch (error) {
        this.options.logger.warn("the operator's database could not be read", { message: describe(error) });
      }
    }
    // In the same turn as the last look at `again`: a read asked for later must start a new round.
    this.reading = undefined;
  }

  private take(delta: TraceDelta): void {
    const { log } = this.options;
    const { maxSessionId } = this.options.mark;
    const begun = delta.sessions.filter(({ id }) => id > maxSessionId).map(({ ticketId }) => ticketId);
    for (const ticket of delta.tickets) this.takeTicket(ticket, begun.includes(ticket.id));
    for (const session of delta.sessions) {
      if (this.isNews(`session ${session.id}`, session)) log.append("operator.session", session);
    }
    for (const command of delta.commands) {
      if (this.isNews(`command ${command.entry_id}`, command)) log.append("operator.command", command);
    }
    for (const [index, { sessionId, text, at }] of delta.reasoning.entries()) {
      const reasoning = { sessionId, text, timestamp: at };
      if (this.isNews(`reasoning ${index}`, reasoning)) log.append("operator.reasoning", reasoning);
    }
    if (delta.clockOffsetMs !== null && this.isNews("clock", delta.clockOffsetMs)) {
      log.append("operator.clock", { offsetMs: delta.clockOffsetMs });
    }
  }

  private takeTicket(ticket: Ticket, workedOn: boolean): void {
    const { log, concerns } = this.options;
    const text = canonicalJson(ticket);
    const before = this.tickets.get(ticket.id);
    if (before?.text === text) return;
    this.tickets.set(ticket.id, { ticket, text });
    const opened = before ? isClosed(before.ticket) && !isClosed(ticket) : this.isOpening(ticket, workedOn);
    if (opened) {
      const early = log.state.injectingAt === null;
      log.append("ticket.opened", { ticket, concerns: !early && concerns(ticket), early });
    } else if (log.state.tickets.has(ticket.id)) {
      const { early } = log.state.tickets.get(ticket.id)!;
      log.append("ticket.changed", { ticket, concerns: !early && concerns(ticket) });
    }
  }

  /**
   * A row first met now. Of the rows remembered all were closed, for the operator was quiet: one that
   * is open now was reopened, and so was one on which a session began meanwhile, even if it is closed
   * again; one that merely changed while closed is an older trial's affair.
   */
  private isOpening(ticket: Ticket, workedOn: boolean): boolean {
    return !(String(ticket.id) in this.options.mark.tickets) || !isClosed(ticket) || workedOn;
  }

  private isNews(key: string, value: Json): boolean {
    const text = canonicalJson(value);
    if (this.seen.get(key) === text) return false;
    this.seen.set(key, text);
    return true;
  }
}
