import { describe, expect, it, vi } from "vitest";
import type { Output } from "../io.js";
import { liveCheckProgress, plainCheckProgress } from "./check-progress.js";
import type { CheckResult } from "./check-result.js";
import { checkLine, exitCodeOfChecks, failureText, summaryText, titleLine } from "./report-checks.js";

const passed: CheckResult = { name: "a: plans", chaosType: "a", result: "passed", reason: null, tookMs: 2_100 };
const failed: CheckResult = {
  name: "a: its remedy repairs it",
  chaosType: "a",
  result: "failed",
  reason: "it was timeout\u001B[2J; `start n1` exited with 1",
  tookMs: 125_000,
};
const skipped: CheckResult = {
  name: "a: needs netem",
  chaosType: "a",
  result: "skipped",
  reason: "none",
  tookMs: null,
};
const last: CheckResult = { name: "nothing remains", chaosType: null, result: "passed", reason: null, tookMs: 400 };

describe("the table of checks", () => {
  it("has a line for each, a reason for what was skipped, and every failure in full", () => {
    const all = [passed, failed, skipped];
    const text = [titleLine, ...all.map(checkLine), failureText(all, () => "again"), summaryText(all, 130_000)];
    expect(text.join("\n")).toMatchInlineSnapshot(`
      "result         time  check
      passed        2.1 s  a: plans
      failed   2 min 05 s  a: its remedy repairs it
      skipped           -  a: needs netem (none)

      1. a: its remedy repairs it
         it was timeout; \`start n1\` exited with 1
         again: again

      3 checks in 2 min 10 s: 1 passed, 1 failed, 1 skipped."
    `);
  });

  it("ends with a code that does not call an empty result a pass", () => {
    expect(exitCodeOfChecks([passed, skipped, last], false)).toBe(0);
    expect(exitCodeOfChecks([failed, passed, last], false)).toBe(3);
    expect(exitCodeOfChecks([skipped, last], false)).toBe(4);
    expect(exitCodeOfChecks([failed], true)).toBe(130);
  });
});

describe("the progress of checks", () => {
  const output = (): Output & { text: string } => ({
    text: "",
    isTerminal: true,
    columns: 40,
    write(text) {
      this.text += text;
    },
  });
  let now = 0;
  const clock = { now: () => now, wall: () => new Date(0), sleep: async () => undefined };

  it("draws what has been at work the longest, and leaves only lines that stay", () => {
    const terminal = output();
    const progress = liveCheckProgress(terminal, clock);
    progress.news({ name: "a: without an operator it stays broken", is: "at work" });
    now = 12_300;
    progress.news({ name: "b", is: "at work" });
    expect(terminal.text.split("\r\u001B[2K").at(-1)).toBe("a: without an op… · 12.3 s · and 1 more");
    progress.beside(() => terminal.write("passed\n"));
    progress[Symbol.dispose]();
    expect(terminal.text.split("\n").map((line) => line.split("\r\u001B[2K").at(-1))).toEqual(["passed", ""]);
  });

  it("says where nobody watches what takes more than two seconds, and again after half a minute", () => {
    vi.useFakeTimers();
    try {
      now = 0;
      const file = output();
      using progress = plainCheckProgress(file, clock);
      const pass = (ms: number) => {
        now += ms;
        vi.advanceTimersByTime(1_000);
      };
      progress.news({ name: "quick", is: "at work" });
      pass(1_000);
      progress.news({ name: "quick", is: "done" });
      progress.news({ name: "slow", is: "at work" });
      for (const ms of [2_100, 10_000, 20_500]) pass(ms);
      expect(file.text).toBe("at work for 2.1 s: slow\nat work for 32.6 s: slow\n");
    } finally {
      vi.useRealTimers();
    }
  });
});
