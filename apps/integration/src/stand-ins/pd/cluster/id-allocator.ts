import type { Keeper } from "./keeper.js";

const BATCH = 1_000;

/** Ids that no PD leader gives twice: a batch is written down before its first id is used. */
export class IdAllocator {
  #next: number;
  #end: number;
  #growing: Promise<void> | undefined;
  readonly #keeper: Keeper;

  constructor(keeper: Keeper, persistedEnd: number) {
    this.#keeper = keeper;
    this.#next = persistedEnd;
    this.#end = persistedEnd;
  }

  async allocate(): Promise<string> {
    while (this.#next >= this.#end) {
      this.#growing ??= this.#grow().finally(() => (this.#growing = undefined));
      await this.#growing;
    }
    this.#next += 1;
    return String(this.#next);
  }

  async #grow(): Promise<void> {
    await this.#keeper.save({ alloc_id: this.#end + BATCH });
    this.#end += BATCH;
  }
}
