import { describe, expect, it } from "vitest";
import { countOutcomes, coverageOf, formatCodes, formatCoverage } from "./coverage.js";

const cover = (...outcomes: Parameters<typeof countOutcomes>[0]) => coverageOf(countOutcomes(outcomes));

describe("coverageOf", () => {
  it("bounds the success rate by what the trials without a verdict could hide", () => {
    expect(cover("success", "success", "timeout", "invalid", "aborted")).toEqual({
      trials: 5,
      valid: 3,
      successes: 2,
      successRate: 2 / 3,
      worstCase: 2 / 5,
      bestCase: 4 / 5,
    });
  });

  it("does not count trials that have not ended", () => {
    expect(cover("success", null)).toMatchObject({ trials: 1, valid: 1 });
  });

  it("knows no rate where nothing is valid", () => {
    expect(cover("invalid")).toMatchObject({ successRate: null, worstCase: 0, bestCase: 1 });
    expect(cover()).toMatchObject({ successRate: null, worstCase: null, bestCase: null });
  });
});

describe("formatCoverage", () => {
  it("says how much is known, and the range only where there is one", () => {
    const lines = [
      cover("success", "timeout"),
      cover("success", "success", "failure", "invalid"),
      cover("invalid", "aborted"),
      cover(),
    ].map(formatCoverage);
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "2 of 2 valid; success 1 of 2 (50 %)
      3 of 4 valid; success 2 of 3 (67 %), from 50 % to 75 % had the rest been judged
      0 of 2 valid: nothing can be said
      no verdict yet"
    `);
  });
});

it("names the codes of what is not valid, with how often", () => {
  expect(formatCodes(["create_failed", "create_failed", null])).toBe("create_failed ×2, unknown");
});
