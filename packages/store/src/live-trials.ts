import { foldTrial, HarnessError, type TrialEvent } from "@eval/core";
import { changedColumns, project, type Projection } from "./trial-row.js";
import type { Row } from "./data-source.js";
import type { CommandDigest } from "./store.js";

/** A trial's events so far and its row as it was last written. */
interface LiveTrial {
  events: readonly TrialEvent[];
  /** Absent when the events were read back: then every column is written anew. */
  written?: Projection;
}

export interface Advance {
  /** Position of the first of the new events, from 1. */
  firstSeq: number;
  /** Columns whose values the events changed. */
  changes: Row;
}

/**
 * The trials under way, held in memory so that an append need not read their events again. What a
 * transaction has advanced is kept only once it has committed.
 */
export class LiveTrials {
  readonly #digestCommands: CommandDigest | undefined;
  readonly #kept = new Map<number, LiveTrial>();
  readonly #pending = new Map<number, LiveTrial>();

  constructor({ digestCommands }: { digestCommands?: CommandDigest | undefined } = {}) {
    this.#digestCommands = digestCommands;
  }

  knows(trialId: number): boolean {
    return this.#pending.has(trialId) || this.#kept.has(trialId);
  }

  /** Takes up a trial that another process began, from its stored events. */
  load(trialId: number, events: readonly TrialEvent[]): void {
    this.#pending.set(trialId, { events });
  }

  /** A trial that does not have its id yet: the whole row. */
  begin(started: TrialEvent): Projection {
    return this.#fold([started]);
  }

  began(trialId: number, started: TrialEvent, written: Projection): void {
    this.#pending.set(trialId, { events: [started], written });
  }

  advance(trialId: number, events: readonly TrialEvent[]): Advance {
    const live = this.#pending.get(trialId) ?? this.#kept.get(trialId);
    if (!live) throw new HarnessError("trial_not_found", { message: `No trial ${trialId} is under way.` });
    const all = [...live.events, ...events];
    const written = this.#fold(all, live.written);
    this.#pending.set(trialId, { events: all, written });
    return { firstSeq: live.events.length + 1, changes: changedColumns(live.written?.row, written.row) };
  }

  forget(trialId: number): void {
    this.#pending.delete(trialId);
    this.#kept.delete(trialId);
  }

  committed(): void {
    for (const [trialId, live] of this.#pending) {
      const ended = typeof live.written?.record.endedAt === "string";
      if (ended) this.#kept.delete(trialId);
      else this.#kept.set(trialId, live);
    }
    this.#pending.clear();
  }

  rolledBack(): void {
    this.#pending.clear();
  }

  #fold(events: readonly TrialEvent[], previous?: Projection): Projection {
    try {
      return project(foldTrial(events), { previous, digestCommands: this.#digestCommands });
    } catch (error) {
      throw new HarnessError("harness_error", {
        message: `The events of a trial cannot be folded, the last of them being ${events.at(-1)?.type}.`,
        phase: "record",
        cause: error,
      });
    }
  }
}
