import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellQuote } from "./shell-quote.js";

test("a quoted text reaches the program as one argument, whatever is in it", () => {
  for (const text of ["plain/path-1.db", "two words", "it's", '$HOME `id` "x" \\ *', "line\nbreak", ""]) {
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${shellQuote(text)}`], { encoding: "utf8" })).toBe(text);
  }
});
