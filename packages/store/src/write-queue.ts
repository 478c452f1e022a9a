import { HarnessError } from "@eval/core";

/** The one transaction that a connection can have at a time. */
export interface Transaction {
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** Must not reject, and must do no harm when the database has rolled back by itself. */
  rollback(): Promise<void>;
}

interface Job {
  /** Writes of neighbouring jobs may share a transaction; anything else has the connection to itself. */
  shares: boolean;
  work: () => Promise<unknown>;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** So many writes at most share a transaction: a bound on what one failure makes us repeat. */
const groupLimit = 100;

/**
 * Everything that touches a connection goes through one of these, one after another. A connection has
 * one transaction: without the queue a write that rolls back takes along whatever others wrote meanwhile,
 * and they have been told that it is safe.
 *
 * Writes that wait together share a transaction, and so a sync of the disk. Each stays atomic for
 * whoever asked for it: when the shared transaction fails, it is rolled back and each of its writes is
 * done again by itself, so `work` may run twice and must begin anew each time.
 */
export class WriteQueue {
  readonly #transaction: Transaction;
  #waiting: Job[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  /** Resolves with what `work` returned once that is durable. */
  write<T>(work: () => Promise<T>): Promise<T> {
    return this.#add(true, work);
  }

  /** Runs `work` outside of any transaction, with nothing beside it. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#add(false, work);
  }

  /** Refuses more work and waits for what is waiting. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  #add<T>(shares: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new HarnessError("store_failed", { message: "The store is closed." }));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ shares, work, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // Whatever the caller adds in the same breath belongs to the first group.
    await Promise.resolve();
    for (let group = this.#next(); group.length > 0; group = this.#next()) {
      if (group[0]?.shares) await this.#commitTogether(group);
      else for (const job of group) await settle(job);
    }
    this.#draining = undefined;
  }

  #next(): Job[] {
    const end = this.#waiting.findIndex((job) => !job.shares);
    const run = end === -1 ? this.#waiting.length : end;
    return this.#waiting.splice(0, Math.max(1, Math.min(run, groupLimit)));
  }

  async #commitTogether(group: readonly Job[]): Promise<void> {
    try {
      await this.#transaction.begin();
    } catch (error) {
      for (const job of group) job.reject(error);
      return;
    }
    try {
      const values: unknown[] = [];
      for (const job of group) values.push(await job.work());
      await this.#transaction.commit();
      for (const [index, job] of group.entries()) job.resolve(values[index] as never);
    } catch (error) {
      await this.#transaction.rollback();
      if (group.length === 1) group[0]?.reject(error);
      else for (const job of group) await this.#commitTogether([job]);
    }
  }
}

async function settle({ work, resolve, reject }: Job): Promise<void> {
  try {
    resolve((await work()) as never);
  } catch (error) {
    reject(error);
  }
}
