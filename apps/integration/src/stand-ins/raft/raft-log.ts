import type { Entry } from "./messages.js";

/** How much one append carries at most, in bytes of entries. */
const MAX_APPEND_BYTES = 1024 * 1024;

/** A replica's log after its last compaction. `stableIndex` is how far it is on disk. */
export class RaftLog {
  #compacted: { index: number; term: number };
  #entries: Entry[];
  stableIndex: number;

  /** As it was read from disk. */
  constructor(compacted: { index: number; term: number }, entries: readonly Entry[]) {
    this.#compacted = { index: compacted.index, term: compacted.term };
    this.#entries = entries.filter(({ index }) => index > compacted.index);
    this.stableIndex = this.lastIndex;
  }

  get compactedIndex(): number {
    return this.#compacted.index;
  }

  get lastIndex(): number {
    return this.#entries.at(-1)?.index ?? this.#compacted.index;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#compacted.term;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Undefined for what was compacted away or is not there yet. */
  term(index: number): number | undefined {
    if (index === this.#compacted.index) return this.#compacted.term;
    return this.#entries[index - this.#compacted.index - 1]?.term;
  }

  /** Entries from `from` to `to`, both included. */
  slice(from: number, to = this.lastIndex): Entry[] {
    return this.#entries.slice(from - this.#compacted.index - 1, to - this.#compacted.index);
  }

  /** From `from`, as many as fit in one message, and at least one. */
  batch(from: number): Entry[] {
    const batch: Entry[] = [];
    let bytes = 0;
    for (const entry of this.slice(from)) {
      bytes += entry.data.length;
      if (batch.length > 0 && bytes > MAX_APPEND_BYTES) break;
      batch.push(entry);
    }
    return batch;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  /**
   * Takes entries that follow `index`, of term `term`, and drops what contradicts them. Answers the last index that
   * agrees with the sender now, or undefined when the log does not reach there.
   */
  append(at: { index: number; term: number }, entries: readonly Entry[]): number | undefined {
    if (this.term(at.index) !== at.term) return undefined;
    const first = entries.find((entry) => this.term(entry.index) !== entry.term);
    if (first) {
      this.#entries.splice(first.index - this.#compacted.index - 1);
      this.#entries.push(...entries.filter(({ index }) => index >= first.index));
      this.stableIndex = Math.min(this.stableIndex, first.index - 1);
    }
    return at.index + entries.length;
  }

  /** Whether another log, which ends so, has all that this one could have committed. */
  isUpToDate(other: { lastTerm: number; lastIndex: number }): boolean {
    return other.lastTerm > this.lastTerm || (other.lastTerm === this.lastTerm && other.lastIndex >= this.lastIndex);
  }

  compact(index: number): void {
    const term = this.term(index);
    if (term === undefined || index <= this.#compacted.index) return;
    this.#entries = this.slice(index + 1);
    this.#compacted = { index, term };
  }

  /** Everything is replaced by a snapshot. */
  restore(snapshot: { index: number; term: number }): void {
    this.#compacted = { index: snapshot.index, term: snapshot.term };
    this.#entries = [];
    this.stableIndex = snapshot.index;
  }
}
