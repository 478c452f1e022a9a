import type { Comparison, Scores } from "@eval/analysis";
import { counted } from "@eval/core";
import { percent } from "../text/coverage.js";
import { rateText } from "../text/figures.js";
import { printable } from "../text/printable.js";
import type { JudgedArm, Result } from "./result.js";

/** A test case: it failed or erred exactly where the exit code would say so. */
interface TestCase {
  name: string;
  /** What it says when it passed as well. */
  output: string;
  problem?: { element: "failure" | "error"; type: string; message: string };
}

interface TestSuite {
  name: string;
  cases: readonly TestCase[];
}

/**
 * JUnit XML. A gate that fails is a failure; what cannot be decided, and arms in which too few trials were valid, are
 * errors. Without gates the figures stand in cases that pass, as they judge nobody.
 */
export function resultJunit(result: Result): string {
  const suites = [
    ...(result.kind === "analysis"
      ? result.analysis.arms.map(({ arm, byChaosType }) => ({
          name: arm.name,
          cases: byChaosType.map(({ chaosType, scores }) => scoreCase(chaosType, scores)),
        }))
      : (result.kind === "comparison" ? [result.comparison] : result.comparisons.comparisons).map(comparisonSuite)),
    ...result.gates.map(gateSuite),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="eval ${result.kind}" ${countsOf(all)}>`,
    ...suites.flatMap((suite) => suiteLines(suite, result.notes)),
    "</testsuites>",
    "",
  ].join("\n");
}

function scoreCase(name: string, { coverage, successRate }: Scores): TestCase {
  const valid = validText(coverage);
  if (successRate.n === 0) {
    return {
      name,
      output: valid,
      problem: { element: "error", type: "too_few_valid", message: `${valid}: nothing can be said` },
    };
  }
  return {
    name,
    output: `${valid}; success ${rateText(successRate)}`,
  };
}

function validText({ valid, total }: { valid: number; total: number }): string {
  return `${valid} of ${counted(total, "trial")} valid`;
}

function comparisonSuite({ a, b, verdict, words }: Comparison): TestSuite {
  const output = words.join("\n");
  const inconclusive = { element: "error", type: "inconclusive", message: words[0] ?? "inconclusive" } as const;
  const only: TestCase = { name: `verdict: ${verdict}`, output };
  return {
    name: `${b.name} against ${a.name}`,
    cases: [verdict === "inconclusive" ? { ...only, problem: inconclusive } : only],
  };
}

function gateSuite({ arm, report }: JudgedArm): TestSuite {
  const { minValid } = report.coverage;
  const coverage = report.coverage.arms.map(({ name, valid, total, enough }): TestCase => {
    const output = `${validText({ valid, total })}, at least ${percent(minValid)} asked for`;
    const few = { element: "error", type: "too_few_valid", message: output } as const;
    return { name: `enough valid trials: ${name}`, output, ...(enough ? {} : { problem: few }) };
  });
  const gates = report.gates.map(({ gate, status, reason }): TestCase => {
    if (status === "passed") return { name: gate, output: reason };
    const element = status === "failed" ? "failure" : "error";
    return { name: gate, output: reason, problem: { element, type: status, message: reason } };
  });
  return { name: `gates: ${arm}`, cases: [...coverage, ...gates] };
}

function suiteLines({ name, cases }: TestSuite, notes: readonly string[]): string[] {
  return [
    `  <testsuite name="${xml(name)}" ${countsOf(cases)}>`,
    ...(notes.length === 0 ? [] : ["    <properties>"]),
    ...notes.map((note) => `      <property name="note" value="${xml(note)}"/>`),
    ...(notes.length === 0 ? [] : ["    </properties>"]),
    ...cases.flatMap((each) => [
      `    <testcase classname="${xml(name)}" name="${xml(each.name)}">`,
      ...(each.problem
        ? [`      <${each.problem.element} type="${each.problem.type}" message="${xml(each.problem.message)}"/>`]
        : []),
      `      <system-out>${xml(each.output)}</system-out>`,
      "    </testcase>",
    ]),
    "  </testsuite>",
  ];
}

function countsOf(cases: readonly TestCase[]): string {
  const of = (element: "failure" | "error") => cases.filter(({ problem }) => problem?.element === element).length;
  return `tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}"`;
}

/** Without what XML 1.0 cannot hold at all. */
function xml(text: string): string {
  return printable(text)
    .replaceAll(/[\uFFFE\uFFFF]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
