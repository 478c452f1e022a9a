import { expect, it } from "vitest";
import { textTable } from "./text-table.js";

it("aligns columns by their longest cell and leaves no blanks at the end of a line", () => {
  expect(
    textTable(
      ["a", "long heading"],
      [
        ["some text", "x"],
        ["", ""],
      ],
    ),
  ).toBe(["a         | long heading", "----------+-------------", "some text | x", "          |"].join("\n"));
});
