import type { TimeToEvent } from "@eval/analysis";
import { expect, it } from "vitest";
import { medianText } from "./figures.js";

it.each([
  [{ value: 1_200, lower: 1_000, upper: 2_500 }, "1.2 s, 1.0 s to 2.5 s"],
  [{ value: 1_200, lower: 1_000, upper: null }, "1.2 s, from 1.0 s; these trials set no upper limit"],
  [{ value: null, lower: 4_000, upper: null }, "not reached, from 4.0 s"],
  [{ value: null, lower: null, upper: null }, "not reached"],
])("says of a median and its interval what is known (%#)", (median, text) => {
  expect(medianText({ median } as TimeToEvent)).toBe(text);
});
