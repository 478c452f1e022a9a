import { expect, it } from "vitest";
import { differenceWords } from "./wording.js";

it("signs what is shown, so that nothing is never +0 or -0", () => {
  expect(differenceWords("success_rate", 0.5, { lower: 0.22, upper: 0.71 })).toBe("+50 points [+22, +71]");
  expect(differenceWords("success_rate", 0, { lower: -0.002, upper: 0.002 })).toBe("0 points [0, 0]");
  expect(differenceWords("time_to_recover", -75_000, null)).toBe("-75 s");
});
