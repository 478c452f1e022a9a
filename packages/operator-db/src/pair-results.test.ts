import { describe, expect, test } from "vitest";
import { pairResults, type LogLine } from "./pair-results.js";

/**
 * `a b | ra c` in words: a letter is a call, `r0` a result with that exit code, `~` reasoning, `|` five
 * seconds of waiting for tool and model. What remains is logged within milliseconds.
 */
function pair(log: string, session = { ended: true }): Record<string, number | null> {
  const names: string[] = [];
  let atMs = 0;
  const lines = log.split(" ").flatMap((word): LogLine[] => {
    atMs += word === "|" ? 5_000 : 4;
    if (word === "|") return [];
    if (word === "~") return [{ kind: "reasoning" }];
    if (/^r\d/.test(word)) return [{ kind: "result", exitCode: Number(word.slice(1)) }];
    return [{ kind: "call", id: names.push(word) - 1, atMs }];
  });
  return Object.fromEntries([...pairResults(lines, session)].map(([id, exitCode]) => [names[id]!, exitCode]));
}

describe("pairing results with calls", () => {
  test("the result of a call stands behind the call after it, and is paired by order", () => {
    expect(pair("~ a | ~ b r1 | ~ c r2 | ~ r3")).toEqual({ a: 1, b: 2, c: 3 });
  });

  test("an operator that says nothing between its calls is paired the same", () => {
    expect(pair("a | b r1 | c r2 | r3")).toEqual({ a: 1, b: 2, c: 3 });
  });

  test("while a session runs, the last calls have no result yet", () => {
    expect(pair("a | b r1 | c r2", { ended: false })).toEqual({ a: 1, b: 2 });
    expect(pair("a", { ended: false })).toEqual({});
  });

  test("of several calls in one message the last one has the result that survived", () => {
    expect(pair("~ a b | ~ c r2 | ~ r3")).toEqual({ b: 2, c: 3 });
    expect(pair("a b | c r2 | d e r3 | f r5 | r6")).toEqual({ b: 2, c: 3, e: 5, f: 6 });
    expect(pair("a b | ~ r2")).toEqual({ b: 2 });
    expect(pair("a b ~ r2", { ended: false })).toEqual({ b: 2 });
  });

  test("a single message of several calls is recognised though nothing but its result follows", () => {
    expect(pair("a b r2")).toEqual({ b: 2 });
  });

  test("an operator that logs each result behind its call is paired with that call", () => {
    expect(pair("~ a | r1 ~ b | r2 ~ c | r3")).toEqual({ a: 1, b: 2, c: 3 });
    expect(pair("a r1 b r2 c", { ended: false })).toEqual({ a: 1, b: 2 });
  });

  test("parallel calls whose results all survive are paired in order", () => {
    expect(pair("a b c r1 r2 r3")).toEqual({ a: 1, b: 2, c: 3 });
    expect(pair("a r1 b c r2 r3")).toEqual({ a: 1, b: 2, c: 3 });
  });

  test("without any pause to go by, order decides", () => {
    expect(pair("a b r1 c r2 r3")).toEqual({ a: 1, b: 2, c: 3 });
    expect(pair("a b r1 c r2", { ended: false })).toEqual({ a: 1, b: 2 });
    expect(pair("a b c r2 r3")).toEqual({ b: 2, c: 3 });
  });

  test("a result that no call precedes belongs to none and shifts no other", () => {
    expect(pair("r9 a | b r1 | r2")).toEqual({ a: 1, b: 2 });
  });
});
