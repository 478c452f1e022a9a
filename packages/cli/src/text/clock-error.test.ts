import { expect, it } from "vitest";
import { clockErrorText } from "./clock-error.js";

it("speaks of an operator's clock only when it is off by more than two seconds", () => {
  expect(clockErrorText(null)).toBeNull();
  expect(clockErrorText(2_000)).toBeNull();
  expect(clockErrorText(-61_000)).toBe("the operator's clock is 1 min 01 s behind");
  expect(clockErrorText(2_500)).toBe("the operator's clock is 2.5 s ahead");
});
