interface Reader {
  done: () => void;
  fail: (error: Error) => void;
}

/**
 * Reads that wait until this replica is confirmed to lead. All that arrive while one round is under way share the next.
 */
export class ReadRounds {
  #waiting: Reader[] = [];
  #round: { context: string; readers: Reader[]; ticks: number } | undefined;
  #count = 0;

  wait(reader: Reader): void {
    this.#waiting.push(reader);
  }

  /** Begins the next round where there is need and `confirm` takes it. */
  begin(confirm: (context: string) => boolean): void {
    if (this.#round || this.#waiting.length === 0) return;
    this.#count += 1;
    const context = String(this.#count);
    if (!confirm(context)) return;
    this.#round = { context, readers: this.#waiting, ticks: 0 };
    this.#waiting = [];
  }

  finish(context: string): void {
    if (this.#round?.context !== context) return;
    for (const { done } of this.#round.readers) done();
    this.#round = undefined;
  }

  /** What was lost on the way is asked again after so many ticks. */
  tick(patience: number): void {
    if (!this.#round) return;
    this.#round.ticks += 1;
    if (this.#round.ticks <= patience) return;
    this.#waiting.unshift(...this.#round.readers);
    this.#round = undefined;
  }

  fail(error: Error): void {
    const readers = [...this.#waiting, ...(this.#round?.readers ?? [])];
    this.#waiting = [];
    this.#round = undefined;
    for (const reader of readers) reader.fail(error);
  }
}
