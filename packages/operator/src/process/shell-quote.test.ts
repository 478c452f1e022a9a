import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { fillPlaceholders, shellQuote } from "./shell-quote.js";

test("a quoted text reaches the program as one argument, whatever is in it", () => {
  for (const text of ["plain/path-1.db", "two words", "it's", '$HOME `id` "x" \\ *', "line\nbreak", ""]) {
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${shellQuote(text)}`], { encoding: "utf8" })).toBe(text);
  }
});

test("placeholders become quoted values, and other braces stay", () => {
  const filled = fillPlaceholders("run {operatorDb} --b={briefing} {other} ${HOME} {toString}", {
    operatorDb: "/tmp/a b/operator.db",
    briefing: "/tmp/x.json",
  });
  expect(filled).toBe("run '/tmp/a b/operator.db' --b=/tmp/x.json {other} ${HOME} {toString}");
});
