import type { EventOf, TrialEvent, TrialEventType } from "@eval/core";
import type { Store, StoredTrial } from "@eval/store";

/** A finished trial as eval.db tells of it. */
export class Seen {
  private constructor(
    readonly trial: StoredTrial,
    readonly events: readonly TrialEvent[],
  ) {}

  static async read(store: Store, id: number): Promise<Seen> {
    const trial = await store.getTrial(id);
    if (!trial) throw new Error(`there is no trial ${id}`);
    return new Seen(trial, await store.getEvents(id));
  }

  /** All events of a type, in order. */
  all<T extends TrialEventType>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** The first event of a type. */
  the<T extends TrialEventType>(type: T): EventOf<T> {
    const [first] = this.all(type);
    if (!first)
      throw new Error(`there was no ${type}, but ${[...new Set(this.events.map((event) => event.type))].join(", ")}`);
    return first;
  }

  /** How long the watch went on after the fault was in force, in ms. */
  get watchedMs(): number {
    return this.the("watch.ended").at - this.the("chaos.injected").at;
  }

  /** All events but the probes, one a line. */
  get story(): string {
    const { id, outcome, outcomeCode } = this.trial;
    const lines = this.events
      .filter(({ type }) => type !== "probe.window")
      .map(({ at, type, data }) => `${Math.round(at)} ${type} ${JSON.stringify(data).slice(0, 300)}`);
    return [`trial ${id}: ${outcome} ${outcomeCode ?? ""}`, ...lines].join("\n");
  }
}
