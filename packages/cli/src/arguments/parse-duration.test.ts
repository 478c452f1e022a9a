import { describe, expect, it } from "vitest";
import { parseDuration, parseDurationRange } from "./parse-duration.js";

describe("parseDuration", () => {
  it.each([
    ["300s", 300_000],
    ["5m", 300_000],
    ["2min", 120_000],
    ["1.5h", 5_400_000],
    ["500ms", 500],
    ["12", 12_000],
    ["0", 0],
    ["0.5", 500],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text, "--horizon")).toBe(ms);
  });

  it.each(["", "s", "-5s", "5 parsecs", "5s5", "1e3", "5constructor"])("refuses %j, naming the option", (text) => {
    expect(() => parseDuration(text, "--horizon")).toThrow(/--horizon/);
  });

  it("refuses what is too short, and what no timer can wait for", () => {
    expect(() => parseDuration("5ms", "--observe", { min: 10 })).toThrow(/at least 10 ms/);
    expect(() => parseDuration("1000h", "--horizon")).toThrow(/at most/);
  });
});

describe("parseDurationRange", () => {
  it("takes a single duration for both bounds", () => {
    expect(parseDurationRange("3", "--quiet")).toEqual({ minMs: 3_000, maxMs: 3_000 });
  });

  it("lets the last unit stand for both bounds", () => {
    expect(parseDurationRange("5..15s", "--quiet")).toEqual({ minMs: 5_000, maxMs: 15_000 });
    expect(parseDurationRange("100..200ms", "--quiet")).toEqual({ minMs: 100, maxMs: 200 });
    expect(parseDurationRange("500ms..2s", "--quiet")).toEqual({ minMs: 500, maxMs: 2_000 });
  });

  it("refuses a range that ends before it begins, or has three ends", () => {
    expect(() => parseDurationRange("15s..5s", "--quiet")).toThrow(/ends before/);
    expect(() => parseDurationRange("1..2..3", "--quiet")).toThrow(/no range/);
  });
});
