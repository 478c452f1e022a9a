import { describe, expect, it } from "vitest";
import { ledgerKey, ledgerNumber, readNumbers } from "./ledger.js";

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
