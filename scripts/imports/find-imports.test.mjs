import { expect, it } from "vitest";
import { findImports } from "./find-imports.mjs";

it("finds every way of importing", () => {
  const source = `
    import "side-effect";
    import fallback, { named } from "one";
    import type { T } from 'two';
    import {
      many,
      lines,
    } from "three";
    export * from "four";
    export { a } from "five"; export type { B } from "six";
    const lazy = await import("seven");
    type Inline = import("eight").Name;
    const old = require.resolve("nine");
  `;
  expect(findImports(source)).toEqual([
    "side-effect",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
  ]);
});

it("is not misled by comments and strings", () => {
  const source = `
    // import "commented";
    /* import a from "blocked"; */
    /** \`import b from "documented"\` */
    const url = "https://example.org"; import real from "real";
    export const from = "not a module";
  `;
  expect(findImports(source)).toEqual(["real"]);
});
