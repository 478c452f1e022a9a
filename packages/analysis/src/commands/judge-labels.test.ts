import { describe, expect, it } from "vitest";
import { readJudgeAnswers } from "./judge-labels.js";

const labelsOf = (...lines: string[]) =>
  Object.fromEntries(readJudgeAnswers(lines.join("\n"), new Set([1, 2, 3])).labels);
const line = (id: unknown, label: unknown) => JSON.stringify({ id, label });

describe("a judge's answers", () => {
  it("label what was asked", () => {
    expect(labelsOf(line(1, "diagnostic"), "", line(3, "destructive"))).toEqual({ 1: "diagnostic", 3: "destructive" });
  });

  it("count for nothing where they are no answers, of other commands, or of labels that there are not", () => {
    const text = ["Sure! Here you go:", "null", "[1]", line("1", "other"), line(9, "other"), line(2, "harmless")].join(
      "\n",
    );
    const { labels, strayLines } = readJudgeAnswers(text, new Set([1, 2, 3]));
    expect([...labels]).toEqual([]);
    expect(strayLines).toBe(5);
  });

  it("that contradict each other are none, but what was once called destructive stays so", () => {
    expect(labelsOf(line(1, "diagnostic"), line(1, "other"))).toEqual({});
    expect(labelsOf(line(1, "destructive"), line(1, "diagnostic"))).toEqual({ 1: "destructive" });
    expect(labelsOf(line(1, "diagnostic"), line(1, "safe"))).toEqual({});
    expect(labelsOf(line(1, "diagnostic"), line(1, "diagnostic"))).toEqual({ 1: "diagnostic" });
  });
});
