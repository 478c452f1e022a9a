import { describe, withDeadline, type Cluster, type Observation, type Surroundings, type Ticket } from "@eval/core";
import type { OperatorLog } from "@eval/operator-db";
import { decideTickets, type Doubted } from "./ticket-decisions.js";

export interface MonitorOptions {
  cluster: Pick<Cluster, "observe">;
  log: OperatorLog;
  surroundings: Surroundings;
  /** Between two looks. */
  intervalMs: number;
  /** For one look; one that takes longer says nothing. */
  lookMs: number;
  realertMs: number;
}

/**
 * Looks at the cluster and keeps the tickets. Looks follow one another, so that an old one never has the
 * last word; so do changes of tickets, but those never wait for a look at a cluster that is slow to answer.
 */
export class Monitor {
  private doubted: Doubted = new Map();
  private readonly looks = new Turns();
  private readonly changes = new Turns();
  /** Whether there may be a ticket that nobody has taken. */
  private pending = true;

  constructor(private readonly options: MonitorOptions) {}

  /** Looks again and again until the signal aborts. */
  async watch(): Promise<void> {
    const { clock, signal } = this.options.surroundings;
    while (!signal?.aborted) {
      const began = clock.now();
      await this.look();
      await clock.sleep(this.options.intervalMs - (clock.now() - began), signal).catch(() => undefined);
    }
  }

  /** One look and what follows from it for the tickets. */
  look(): Promise<Observation> {
    return this.looks.take(async () => {
      const observation = await this.observe();
      await this.changes.take(() => this.keepTickets(observation));
      return observation;
    });
  }

  /** The oldest open ticket, taken; null when there is none. */
  takeOldest(): Promise<Ticket | null> {
    if (!this.pending) return Promise.resolve(null);
    return this.changes.take(async () => {
      const { log } = this.options;
      for (const ticket of await log.tickets()) {
        if (ticket.status === "open" && (await log.takeTicket(ticket.id))) return ticket;
      }
      this.pending = false;
      return null;
    });
  }

  /** Closes a ticket on the agent's word. */
  resolve(ticket: Ticket, diagnosis: string): Promise<void> {
    return this.changes.take(async () => {
      await this.options.log.resolveTicket(ticket.id, { diagnosis });
      this.doubted = new Map([...this.doubted, [ticket.key, this.options.surroundings.clock.now()]]);
    });
  }

  escalate(ticket: Ticket, diagnosis: string): Promise<void> {
    return this.changes.take(() => this.options.log.escalateTicket(ticket.id, diagnosis));
  }

  private async keepTickets(observation: Observation): Promise<void> {
    const { log, realertMs, surroundings } = this.options;
    const memory = { doubted: this.doubted, nowMs: surroundings.clock.now(), realertMs };
    const { open, resolve, doubted } = decideTickets(observation, await log.tickets(), memory);
    this.doubted = doubted;
    for (const { key, target, message, severity } of open) {
      await log.openTicket({ key, invariant: invariantOf(key, target), target, message, severity });
      this.pending = true;
    }
    for (const id of resolve) await log.resolveTicket(id, { unlessHeld: true });
  }

  /** Whatever fails on the way to an answer is no answer. */
  private async observe(): Promise<Observation> {
    const { cluster, surroundings, lookMs } = this.options;
    try {
      return await withDeadline(surroundings, { doing: "looking at the cluster", ms: lookMs }, (context) =>
        cluster.observe(context),
      );
    } catch (error) {
      surroundings.log.warn("the cluster could not be observed", { message: describe(error) });
      return { status: "unknown", problems: [] };
    }
  }
}

/** A key is `invariant` or `invariant:target`. */
export function invariantOf(key: string, target: string | null): string {
  return target !== null && key.endsWith(`:${target}`) ? key.slice(0, -target.length - 1) : key;
}

/** Runs one piece of work after another, in the order they came. */
class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
