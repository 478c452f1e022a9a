import { describe, expect, it } from "vitest";
import { contextFor } from "./context.test.fixture.js";
import { ledgerKey, ledgerNumber, readNumbers, writeCanaries } from "./ledger.js";

describe("a client's look", () => {
  const data = new Map<string, Buffer>();
  const client = {
    put: async (key: Buffer, value: Buffer) => await Promise.resolve(void data.set(key.toString("latin1"), value)),
    get: async (key: Buffer) => await Promise.resolve(data.get(key.toString("latin1"))),
    scan: async () => await Promise.resolve([]),
  };

  it("writes in every quarter of the key space, and reads back what it wrote", async () => {
    await expect(writeCanaries(client, contextFor())).resolves.toBeGreaterThanOrEqual(0);
    expect(data.size).toBe(4);
  });

  it("is not content with what was there before", async () => {
    const stale = { ...client, put: async () => await Promise.resolve() };
    for (const key of data.keys()) data.set(key, Buffer.from("old"));
    await expect(writeCanaries(stale, contextFor())).rejects.toThrow("cannot be read back");
  });

  it("bears another client that writes in between", async () => {
    let writes = 0;
    const shared = {
      ...client,
      put: async (key: Buffer, value: Buffer) => await client.put(key, writes++ < 4 ? Buffer.from("other") : value),
    };
    await expect(writeCanaries(shared, contextFor())).resolves.toBeGreaterThanOrEqual(0);
  });
});

describe("the ledger", () => {
  it("knows its numbers by their keys, whatever their first byte", () => {
    const numbers = [0, 1, 2, 8, 10, 255, 256, 1_000_000];
    expect(numbers.map((n) => ledgerNumber(ledgerKey(n)))).toEqual(numbers);
  });

  it("is spread over the key space", () => {
    const quarters = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => Math.floor(ledgerKey(n).readUInt8(0) / 64));
    expect(new Set(quarters).size).toBe(4);
  });

  it("reads its own keys in the order of their numbers, and no others", async () => {
    const keys = [ledgerKey(3), Buffer.from("canary"), ledgerKey(1), ledgerKey(12), Buffer.from("xledger/12")];
    const pairs = keys.map((key) => ({ key, value: Buffer.alloc(0) }));
    const scan = async () => await Promise.resolve(pairs);
    expect(await readNumbers({ scan }, undefined as never)).toEqual([1, 3, 12]);
  });
});
