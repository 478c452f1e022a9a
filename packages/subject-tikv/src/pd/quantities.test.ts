import { describe, expect, it } from "vitest";
import { bytesOf, millisecondsOf, truthOf } from "./quantities.js";

describe("what PD writes as text", () => {
  it.each([
    ["10GiB", 10 * 2 ** 30],
    ["1.5TiB", 1.5 * 2 ** 40],
    ["64 MiB", 64 * 2 ** 20],
    ["8MB", 8 * 2 ** 20],
    ["12B", 12],
    ["0", 0],
    [4096, 4096],
  ])("is %s as bytes", (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each([
    ["30m0s", 1_800_000],
    ["1h", 3_600_000],
    ["1h2m3.5s", 3_723_500],
    ["500ms", 500],
    ["0s", 0],
  ])("is %s as a duration", (text, ms) => {
    expect(millisecondsOf(text)).toBe(ms);
  });

  it.each([
    [true, true],
    ["true", true],
    ["false", false],
  ])("is %s as a truth value", (value, truth) => {
    expect(truthOf(value)).toBe(truth);
  });

  it("is nothing where it cannot be understood", () => {
    expect([bytesOf("much"), bytesOf(null), bytesOf("3 apples"), bytesOf(undefined)]).toEqual([null, null, null, null]);
    expect([millisecondsOf("10"), millisecondsOf("1s later"), millisecondsOf(3)]).toEqual([null, null, null]);
    expect([truthOf("yes"), truthOf(1), truthOf(undefined)]).toEqual([null, null, null]);
  });
});
