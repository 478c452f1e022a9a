import { expect, it } from "vitest";
import { insertSamples } from "./insert-samples.mjs";

const source = "a();\n  // docs:middle\n  b();\n\n    c();\n  // docs:end\nd();\n";
const read = () => source;

it("puts a named block into the page, without what indents all of it, in place of what was there", () => {
  const page = "before\n<!-- sample: x.js#middle -->\nold\n<!-- sample: end -->\nafter\n";
  const wanted = "before\n<!-- sample: x.js#middle -->\n\n```js\nb();\n\n  c();\n```\n\n<!-- sample: end -->\nafter\n";
  expect(insertSamples(page, read)).toBe(wanted);
  expect(insertSamples(wanted, read)).toBe(wanted);
});

it("puts in a whole file, and refuses a block that there is not", () => {
  const page = (/** @type {string} */ what) => `<!-- sample: ${what} -->\n<!-- sample: end -->`;
  expect(insertSamples(page("y.json"), () => "{}\n")).toContain("```json\n{}\n```");
  expect(() => insertSamples(page("x.js#gone"), read)).toThrow("x.js has no block from // docs:gone");
});
