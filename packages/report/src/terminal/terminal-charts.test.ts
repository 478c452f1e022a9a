import { describe, expect, it } from "vitest";
import { survivalCurve } from "../figures/survival-curve.js";
import { baselineSeries, series } from "../testing/sample-report.js";
import { differenceScale, intervalBars, shareScale } from "./interval-bars.js";
import { survivalPlot } from "./survival-plot.js";

const wide = { columns: 80, unicode: true };
const bars = [
  { label: "baseline", value: 0, lower: 0, upper: 0.24, text: "0 of 12" },
  { label: "restart", value: 2 / 3, lower: 0.39, upper: 0.86, text: "8 of 12" },
  { label: "remedy", value: 1, lower: 0.76, upper: 1, text: "12 of 12" },
  { label: "unknown", value: null, lower: 0, upper: 1, text: "0 of 0" },
];
const curves = [
  { baseline: true, ...survivalCurve("baseline", baselineSeries("FFFFF"), { event: "recover", level: 0.95 })! },
  { baseline: false, ...survivalCurve("restart", series("SSSFF"), { event: "recover", level: 0.95 })! },
  { baseline: false, ...survivalCurve("remedy", series("SSSSS"), { event: "recover", level: 0.95 })! },
];

describe("bars of intervals", () => {
  it("stand under one axis, with their figures", () => {
    expect(intervalBars(bars, shareScale, wide)).toMatchInlineSnapshot(`
      "          0 %               50 %              100 %
      baseline  ●─────────┤         ·                   ·  0 of 12
      restart   ·               ├──────────●──────┤     ·  8 of 12
      remedy    ·                   ·         ├─────────●  12 of 12
      unknown   ·                   ·                   ·  0 of 0
      "
    `);
  });

  it("need no more than ASCII, and may go both ways", () => {
    const difference = { label: "restart", value: 0.67, lower: -0.77, upper: 1, text: "+67" };
    expect(intervalBars([difference], differenceScale, { columns: 60, unicode: false })).toMatchInlineSnapshot(`
      "         -100                0         +100 points
      restart  .    [---------------------------o------]  +67
      "
    `);
  });

  it("are left out where there is no room, or nothing to draw", () => {
    expect(intervalBars(bars, shareScale, { columns: 30, unicode: true })).toBe("");
    expect(intervalBars([], shareScale, wide)).toBe("");
  });

  it("never exceed the line", () => {
    for (const columns of [33, 34, 40, 47, 60, 200]) {
      const lines = intervalBars(bars, shareScale, { columns, unicode: true }).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });
});

describe("curves", () => {
  it("are told apart by letters, with the numbers at risk under the axis", () => {
    expect(survivalPlot({ label: "not yet recovered", curves }, wide)).toMatchInlineSnapshot(`
      "not yet recovered
      100 % ┤************ooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo
            │            *
       75 % ┤            *
            │             *
       50 % ┤              *
            │              **AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
       25 % ┤                B
            │                 B
        0 % ┤                 B
            └+──────────────────────+───────────────────────+──────────────────────+
             0                     20                      40                     60 s
          o  5                      5                       5                      5
          A  5                      2                       2                      2
          B  5                      0                       0                      0
          o  baseline: 0 of 5 trials, fewer than half of them
          A  restart: 3 of 5 trials, half of them by 12.0 s
          B  remedy: 5 of 5 trials, half of them by 12.0 s
          *  several of them
      "
    `);
  });

  it("need no more than ASCII", () => {
    const plot = survivalPlot({ label: "not yet recovered", curves: curves.slice(1) }, { columns: 50, unicode: false });
    expect(plot).toMatch(/^[\n\x20-\x7E]+$/);
    expect(plot).toMatchInlineSnapshot(`
      "not yet recovered
      100 % +*******
            |       *
       75 % +       *
            |        *
       50 % +        *
            |        *AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
       25 % +         B
            |          B
        0 % +          B
            ++------------+-------------+------------+
             0           20            40           60 s
          A  5            2             2            2
          B  5            0             0            0
          A  restart: 3 of 5 trials, half of them by 12.0 s
          B  remedy: 5 of 5 trials, half of them by 12.0 s
          *  several of them
      "
    `);
  });

  it("are left out where there is no room, or nothing to draw", () => {
    expect(survivalPlot({ label: "x", curves }, { columns: 30, unicode: true })).toBe("");
    expect(survivalPlot({ label: "x", curves: [] }, wide)).toBe("");
  });
});
