import { expect, it } from "vitest";
import { parseShare, parseWhole } from "./parse-number.js";

it("reads whole numbers from a least one", () => {
  expect(parseWhole("12", "--trials", { min: 1 })).toBe(12);
  for (const text of ["0", "1.5", "-1", "x", "", "1e3"]) {
    expect(() => parseWhole(text, "--trials", { min: 1 })).toThrow(/--trials/);
  }
});

it("reads shares as fractions and as percentages", () => {
  expect(parseShare("0.9", "--min-valid")).toBe(0.9);
  expect(parseShare("90%", "--min-valid")).toBe(0.9);
  for (const text of ["1.5", "101%", "-0.1", "most"]) {
    expect(() => parseShare(text, "--min-valid")).toThrow(/--min-valid/);
  }
});
