import { describe, expect, it } from "vitest";
import { ticksUpTo } from "../charts/axis.js";
import { stepPath, visibleSteps } from "../charts/survival-path.js";
import { series, trial } from "../testing/sample-report.js";
import { number, percent, percentRange, seconds, signed } from "./figures.js";
import { survivalCurve } from "./survival-curve.js";

it("formats figures with the digits that mean something", () => {
  expect([0.754, 0, 1, null].map((share) => percent(share))).toEqual(["75 %", "0 %", "100 %", "–"]);
  expect([percent(0.7541, 500), percentRange({ lower: 0.1, upper: 0.123 }, 500)]).toEqual(["75.4 %", "[10.0, 12.3]"]);
  expect([42, 9_996, 61_250, 147_300, null].map(seconds)).toEqual(["0.04 s", "10.0 s", "61.3 s", "147 s", "–"]);
  expect([0.4, -0.4, 12.34, -12.34].map((value) => signed(value, 0))).toEqual(["0", "0", "+12", "−12"]);
  expect(number(1_234_567.5, 1)).toBe("1\u202F234\u202F567.5");
});

it("puts ticks at round numbers", () => {
  expect(ticksUpTo(12, 6)).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(ticksUpTo(300, 6)).toEqual([0, 50, 100, 150, 200, 250, 300]);
  expect(ticksUpTo(0.7)).toEqual([0, 0.2, 0.4, 0.6]);
  expect(ticksUpTo(0)).toEqual([0]);
});

describe("a survival curve", () => {
  it("counts those at risk just before a time, the censored ones until their end", () => {
    const trials = [...series("SSF"), trial({ horizonMs: 30_000, outcome: "timeout", recoveredAfterMs: null })];
    const curve = survivalCurve("remedy", trials, { event: "recover", level: 0.95 })!;
    expect([0, 10_000, 10_001, 11_001, 30_000, 30_001, 60_000, 60_001].map((at) => curve.atRisk(at))).toEqual([
      4, 4, 3, 2, 2, 1, 1, 0,
    ]);
    expect(curve.censored).toEqual([
      { time: 30_000, count: 1, survival: 0.5 },
      { time: 60_000, count: 1, survival: 0.5 },
    ]);
  });

  it("of no trials is none", () => {
    expect(survivalCurve("remedy", [], { event: "recover", level: 0.95 })).toBeNull();
  });
});

it("draws level lines until each step, and only steps that can be seen", () => {
  const steps = [0, 0.2, 0.4, 5, 5.5, 9].map((x, index) => ({ x, share: 1 - index / 10 }));
  expect(visibleSteps(steps)).toEqual([
    { x: 0, share: 0.8 },
    { x: 5, share: 0.6 },
    { x: 9, share: 0.5 },
  ]);
  expect(
    stepPath(
      [
        { x: 0, share: 1 },
        { x: 10, share: 0.5 },
      ],
      20,
    ),
  ).toBe("M0 0H10V500H20");
});
