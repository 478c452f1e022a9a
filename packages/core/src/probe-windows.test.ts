import { describe, expect, it } from "vitest";
import { acknowledgedValues, summariseProbes } from "./probe-windows.js";

const windows = [
  { from: 0, first: 1, last: 4, failed: [], latencies: [1, 2, 3, 4] },
  { from: 1_000, first: 5, last: 8, failed: [6, 7], latencies: [5, 8] },
];

describe("probe windows", () => {
  it("summarise the probes scheduled in a span, failures times the interval being unavailable", () => {
    expect(summariseProbes(windows, { from: 750, until: 2_000, intervalMs: 250 })).toEqual({
      count: 5,
      failures: 2,
      unavailableMs: 500,
      p50Ms: 5,
      p99Ms: 8,
    });
  });

  it("say nothing of latency when nothing was answered", () => {
    expect(summariseProbes([], { from: 0, until: 1, intervalMs: 250 })).toMatchObject({ count: 0, p50Ms: null });
  });

  it("keep the ledger of acknowledged values", () => {
    expect(acknowledgedValues(windows)).toEqual([1, 2, 3, 4, 5, 8]);
  });
});
