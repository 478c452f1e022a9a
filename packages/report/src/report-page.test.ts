import { analyse, compareAll } from "@eval/analysis";
import { describe, expect, it } from "vitest";
import { percent, percentRange, seconds, secondsRange } from "./figures/figures.js";
import { mostRows } from "./report-limits.js";
import { reportPage } from "./report-page.js";
import type { ReportedTrial } from "./report-input.js";
import { baselineSeries, campaign, horizonMs, report, sampleEvents, series, trial } from "./testing/sample-report.js";
import { readPage } from "./testing/well-formed.js";
import { tellTrial } from "./trials/trial-story.js";

const textOf = (trials: readonly ReportedTrial[]) => readPage(reportPage(report({ trials, stories: [] }))).text;

describe("a report", () => {
  it("says what the analysis and the comparison say, in the same figures", () => {
    const input = report();
    const { text } = readPage(reportPage(input));
    const analysis = analyse(input.trials);
    for (const { overall } of analysis.arms) {
      const { successRate, timeToRecover } = overall;
      expect(text).toContain(`${successRate.count} of ${successRate.n}`);
      expect(text).toContain(`${percent(successRate.rate, successRate.n)} ${percentRange(successRate, successRate.n)}`);
      const { median, restrictedMean } = timeToRecover!;
      expect(text).toContain(
        median.value === null ? "not reached" : `${seconds(median.value)} ${secondsRange(median)}`,
      );
      expect(text).toContain(seconds(restrictedMean.value));
    }
    const [baseline, operated] = analysis.arms.map(({ arm }) => ({
      name: arm.name,
      trials: input.trials.filter((own) => own.baseline === arm.baseline),
    }));
    const [comparison] = compareAll([baseline!, operated!]).comparisons;
    expect(comparison!.words.length).toBeGreaterThan(1);
    for (const sentence of comparison!.words) expect(text).toContain(sentence);
    expect(text).toContain("▲ better remedy against baseline");
  });

  it("shows how many were at risk at each tick of the axis", () => {
    const { text } = readPage(reportPage(report({ stories: [] })));
    // Recoveries at 10, 11, … 16 s of eight trials; nobody in the baseline: at 0, 10, 20, … 60 s.
    expect(text).toContain("baseline 8 8 8 8 8 8 8 remedy 8 8 1 1 1 1 1");
    expect(text).toContain("horizon 60 s");
  });

  it("needs nothing from anywhere: no script, link, image or address", () => {
    const page = reportPage(report());
    const { elements } = readPage(page);
    const names = new Set(elements.map(({ name }) => name));
    for (const name of ["script", "link", "img", "image", "iframe", "use", "object", "foreignObject"]) {
      expect(names).not.toContain(name);
    }
    expect(page).not.toMatch(/https?:|url\(|@import|@font-face|\bsrc=/);
    for (const { attributes } of elements) {
      expect(Object.keys(attributes).filter((name) => name.startsWith("on"))).toEqual([]);
      expect(attributes["href"] ?? "#").toMatch(/^#/);
    }
  });

  it("has a target for each of its links, and no name twice", () => {
    const { elements } = readPage(reportPage(report()));
    const ids = elements.flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = elements.flatMap(({ name, attributes }) => (name === "a" ? [attributes["href"]?.slice(1)] : []));
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !ids.includes(link ?? ""))).toEqual([]);
  });

  it("escapes what others wrote, and shows what they hid", () => {
    const hostile = `</style></title><script>alert("1")</script>&amp;'\u202Eevil\u001B[2J\u0000\uD800`;
    const trials = [
      trial({
        chaosType: hostile,
        operatorName: hostile,
        variantName: hostile,
        outcome: "invalid",
        outcomeCode: hostile,
      }),
    ];
    const stories = trials.flatMap(
      (own) => tellTrial(own, sampleEvents({ ticket: hostile, command: `rm -rf /${hostile}` })) ?? [],
    );
    const named = { ...campaign, name: hostile, subject: hostile, seed: hostile, config: { arm: hostile } };
    const page = reportPage(report({ title: hostile, campaigns: [named], trials, stories }));
    const { elements, text } = readPage(page);
    expect(elements.filter(({ name }) => name === "script")).toEqual([]);
    expect(elements.filter(({ name }) => name === "title" || name === "style").length).toBeGreaterThan(1);
    for (const hidden of ["\u202E", "\u001B", "\u0000"]) expect(page).not.toContain(hidden);
    expect(page).not.toMatch(/\p{Cs}/u);
    expect(text).toContain(`&amp;'⟨U+202E⟩evil␛[2J␀⟨U+D800⟩`);
    expect(text).toContain("destructive: files_removed");
  });

  it("is the same for the same input", () => {
    expect(reportPage(report())).toBe(reportPage(report()));
  });
});

describe("every code of an invalid trial", () => {
  it("stands in the coverage, and beside the rate what it could hide", () => {
    const text = textOf([...series("SSX"), ...baselineSeries("FFF")]);
    expect(text).toContain("not_healthy × 1");
    expect(text).toContain("1 not valid: 67 % to 100 %");
  });
});

describe("a report of what hardly is one", () => {
  it.each<[string, ReportedTrial[], string]>([
    ["no trial", [], "There are no trials."],
    ["one trial", series("S"), "without a baseline nobody knows what would have healed by itself"],
    ["a baseline alone", baselineSeries("FF"), "a baseline alone"],
    ["invalid trials only", series("XX"), "has no valid trial among 2 trials: nothing can be said of it"],
    [
      "invalid trials in both arms",
      [...series("X"), ...baselineSeries("X")],
      "Inconclusive. baseline and remedy have no valid trial.",
    ],
    ["shams only", [trial({ chaosType: "none", recoveredAfterMs: null })], "There are shams alone"],
    ["nobody repaired", [...series("FF"), ...baselineSeries("FF")], "not reached"],
    ["trials that have not ended", [trial({ outcome: null })], "not ended"],
    ["other chaos types", [...series("S", { chaosType: "x" }), ...baselineSeries("F")], "no chaos type in common"],
    ["trials of another program", [trial({ horizonMs: 0, recoveredAfterMs: null, outcome: "timeout" })], "not reached"],
  ])("says so plainly: %s", (_, trials, words) => {
    const text = textOf(trials);
    expect(text).toContain(words);
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(reportPage(report({ trials, stories: [] }))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("says aloud where the software was only stood in for", () => {
    expect(textOf(series("SS", { standIn: true }))).toContain("All trials ran on a stand-in for the real software");
    expect(textOf(series("SS"))).not.toContain("stand-in");
  });
});

describe("a large report", () => {
  it("leaves out curves' invisible steps and most of the table, and says so", () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      trial({ id: index + 1, number: index + 1, recoveredAfterMs: (index * horizonMs) / 2_000, seed: `s#${index}` }),
    );
    const page = reportPage(report({ trials: many, stories: [] }));
    expect(readPage(page).text).toContain(`Shown are ${mostRows} of 2 000 trials`);
    expect(page.length).toBeLessThan(500_000);
  });

  it("tells six arms and more apart, in figures of their own", () => {
    const arms = Array.from({ length: 7 }, (_, index) => series("SF", { operatorName: `operator-${index}` }));
    const { elements, text } = readPage(
      reportPage(report({ trials: [...arms.flat(), ...baselineSeries("FF")], stories: [] })),
    );
    const curves = elements.filter(({ attributes }) => attributes["class"]?.startsWith("survival"));
    expect(curves).toHaveLength(4);
    expect(text).toContain("operator-6 against baseline");
    expect(text).not.toContain("operator-6 against operator-5");
  });
});
