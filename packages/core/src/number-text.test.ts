import { expect, it } from "vitest";
import { numberText } from "./number-text.js";

it.each([
  [0, "0"],
  [0.25, "0.25"],
  [0.676_412, "0.676"],
  [12.345, "12.3"],
  [1_499.6, "1500"],
  [-0.000_01, "-0.00001"],
  [1e-9, "0"],
])("writes %d as %s", (value, text) => {
  expect(numberText(value)).toBe(text);
});
