import { expect, it } from "vitest";
import { figureLine, median, quantile } from "./figures.js";

it("takes the median of odd and even numbers of values, whatever their order", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});

it("takes quantiles by nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(100);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

it("says in one line whether the limit was met", () => {
  const figures = { bench: "cli-help", values: { median: 141.3, max: 163 }, runs: 10, note: "fsync 0.40 ms" };
  expect(figureLine({ ...figures, limit: { label: "median", atMost: 200 } })).toBe(
    "cli-help: median 141 ms, max 163 ms (10 runs; wanted median ≤ 200 ms: met; fsync 0.40 ms)",
  );
  expect(figureLine({ ...figures, limit: { label: "median", atMost: 100 } })).toContain("≤ 100 ms: MISSED");
});
