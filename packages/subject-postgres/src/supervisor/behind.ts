/**
 * How long standbys have been behind. A primary keeps no time with its log positions, so this remembers
 * when each was first seen: a standby that has not replayed one seen three seconds ago is three seconds late.
 */
export class Behind {
  #seen: { position: number; at: number }[] = [];

  /** Notes where the primary is. Positions that go back belong to another history: the memory starts afresh. */
  note(position: number, now: number): void {
    const last = this.#seen.at(-1);
    if (last && position < last.position) this.#seen = [];
    if (last?.position !== position) this.#seen.push({ position, at: now });
    if (this.#seen.length > 5000) this.#seen = this.#seen.slice(-2500);
  }

  /** Milliseconds since a position beyond the replayed one was first seen; 0 when none was. */
  of(replayed: number | null, now: number): number {
    const missing = this.#seen.find(({ position }) => position > (replayed ?? 0));
    return missing ? now - missing.at : 0;
  }
}
