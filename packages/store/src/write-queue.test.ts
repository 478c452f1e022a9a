import { describe, expect, it } from "vitest";
import { WriteQueue, type Transaction } from "./write-queue.js";

/** A transaction that notes what happens to it, and what was done within it. */
class NotedTransaction implements Transaction {
  readonly notes: string[] = [];
  readonly committed: string[] = [];
  failBegin = false;
  failCommits = 0;
  #uncommitted: string[] = [];

  do(what: string) {
    this.notes.push(what);
    this.#uncommitted.push(what);
  }

  async begin() {
    this.notes.push("begin");
    if (this.failBegin) throw new Error("locked");
  }

  async commit() {
    if (this.failCommits-- > 0) throw new Error("full");
    this.notes.push("commit");
    this.committed.push(...this.#uncommitted.splice(0));
  }

  async rollback() {
    this.notes.push("rollback");
    this.#uncommitted = [];
  }
}

function fixture() {
  const transaction = new NotedTransaction();
  const queue = new WriteQueue(transaction);
  const write = (what: string) => queue.write(async () => transaction.do(what));
  const failing = (what: string) =>
    queue.write(async () => {
      transaction.do(what);
      await Promise.resolve();
      throw new Error(what);
    });
  return { transaction, queue, write, failing };
}

describe("a write queue", () => {
  it("gives writes that wait together one transaction, in their order", async () => {
    const { transaction, write } = fixture();
    await Promise.all([write("a"), write("b"), write("c")]);
    expect(transaction.notes).toEqual(["begin", "a", "b", "c", "commit"]);
  });

  it("acknowledges no write before the commit", async () => {
    const { transaction, write } = fixture();
    const seen: string[][] = [];
    await Promise.all(["a", "b"].map((what) => write(what).then(() => seen.push([...transaction.committed]))));
    expect(seen).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("lets a failing write take none of its neighbours with it", async () => {
    const { transaction, write, failing } = fixture();
    const results = await Promise.allSettled([write("a"), failing("b"), write("c")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(transaction.committed).toEqual(["a", "c"]);
  });

  it("does writes again one by one when their common commit fails", async () => {
    const { transaction, write } = fixture();
    transaction.failCommits = 2;
    const results = await Promise.allSettled([write("a"), write("b")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(transaction.committed).toEqual(["b"]);
  });

  it("tells everybody at once when no transaction can be begun, and works again afterwards", async () => {
    const { transaction, write } = fixture();
    transaction.failBegin = true;
    const results = await Promise.allSettled([write("a"), write("b")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(transaction.notes).toEqual(["begin"]);
    transaction.failBegin = false;
    await write("c");
    expect(transaction.committed).toEqual(["c"]);
  });

  it("runs what wants to be alone between transactions, in its turn", async () => {
    const { transaction, queue, write } = fixture();
    const read = queue.alone(async () => transaction.notes.push("read"));
    await Promise.all([write("a"), queue.alone(async () => transaction.notes.push("read")), write("b"), read]);
    expect(transaction.notes).toEqual(["read", "begin", "a", "commit", "read", "begin", "b", "commit"]);
  });

  it("hands what fails alone to its caller only", async () => {
    const { queue, write } = fixture();
    const results = await Promise.allSettled([queue.alone(() => Promise.reject(new Error("no"))), write("a")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });

  it("finishes what waits when it closes, and refuses what comes later", async () => {
    const { transaction, queue, write } = fixture();
    const waiting = write("a");
    await queue.close();
    await waiting;
    expect(transaction.committed).toEqual(["a"]);
    await expect(write("b")).rejects.toMatchObject({ code: "store_failed" });
  });
});
