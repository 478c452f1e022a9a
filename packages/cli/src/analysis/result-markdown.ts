import type { Comparison, Scores } from "@eval/analysis";
import { counted } from "@eval/core";
import { percent } from "../text/coverage.js";
import { durationOrDash } from "../text/duration.js";
import { markdownCode, markdownProse, markdownTable } from "../text/markdown.js";
import { markdownHeading } from "./markdown-heading.js";
import type { AnalysisResult, JudgedArm, Result } from "./result.js";

/** For a pull-request comment: the answer first, then figures and gates. What others wrote stands there as code. */
export function resultMarkdown(result: Result): string {
  const body =
    result.kind === "analysis"
      ? analysisSections(result)
      : (result.kind === "comparison" ? [result.comparison] : result.comparisons.comparisons).map(comparisonSection);
  const sections = [
    `## ${markdownHeading(result)}`,
    ...gateSections(result.gates),
    ...body,
    ...notesSection(result.notes),
  ];
  return `${sections.join("\n\n")}\n`;
}

function analysisSections({ analysis, lifts }: AnalysisResult): string[] {
  const rows = analysis.arms.flatMap(({ arm, overall, byChaosType, shams }) => [
    ...byChaosType.map(({ chaosType, scores }) => [
      markdownCode(arm.name),
      markdownCode(chaosType),
      ...figures(scores),
    ]),
    ...(byChaosType.length > 1 ? [[markdownCode(arm.name), "**all**", ...figures(overall)]] : []),
    ...(shams === null
      ? []
      : [[markdownCode(arm.name), "no fault", `${shams.coverage.valid} of ${shams.coverage.total}`, "", "", "", ""]]),
  ]);
  const columns = ["who repairs", "fault", "valid", "success", "95 % interval", "median to recover", "lost writes"];
  columns[4] = `${percent(analysis.level)} interval`;
  const excluded = analysis.arms.flatMap(({ arm, overall: { coverage } }) =>
    coverage.invalid.map(({ code, count }) => `- ${markdownCode(arm.name)}: ${count} invalid, ${markdownCode(code)}`),
  );
  const destructive = analysis.arms.flatMap(({ arm, overall: { commands } }) =>
    (commands?.read?.destructive.byRule ?? []).map(
      ({ rule, runs, trials, example }) =>
        `- ${markdownCode(arm.name)}: ${markdownCode(rule)} in ${counted(trials, "trial")}, ${counted(runs, "time")}, such as ${markdownCode(example)}`,
    ),
  );
  const lifted = lifts.flatMap(({ arm, over }) =>
    over.map(({ lift }) => `- ${markdownCode(arm)} over ${markdownCode(lift.over)}: ${liftText(lift.difference)}`),
  );
  return [
    rows.length === 0 ? "No trial has ended." : markdownTable(columns, rows).trimEnd(),
    ...(excluded.length > 0 ? [`Not valid:\n\n${excluded.join("\n")}`] : []),
    ...(lifted.length > 0 ? [`Lift:\n\n${lifted.join("\n")}`] : []),
    ...(destructive.length > 0 ? [`Destructive commands, by rule:\n\n${destructive.join("\n")}`] : []),
  ];
}

function figures({ coverage, successRate, timeToRecover, lostWrites }: Scores): string[] {
  const { count: successes, n, rate, lower, upper } = successRate;
  return [
    `${coverage.valid} of ${coverage.total}`,
    rate === null ? "-" : `${successes} of ${n} (${percent(rate)})`,
    rate === null ? "-" : `${percent(lower)} to ${percent(upper)}`,
    timeToRecover === null
      ? "-"
      : timeToRecover.median.value === null
        ? "not reached"
        : durationOrDash(timeToRecover.median.value),
    String(lostWrites.total),
  ];
}

function comparisonSection({ a, b, verdict, words }: Comparison): string {
  const lines = words.map((word) => `- ${markdownProse(word)}`).join("\n");
  return `**${verdict.replaceAll("_", " ")}**: ${markdownCode(b.name)} against ${markdownCode(a.name)}\n\n${lines}`;
}

function gateSections(gates: readonly JudgedArm[]): string[] {
  return gates.map(({ arm, report }) => {
    const rows = report.gates.map(({ gate, status, reason }) => [markdownCode(gate), status, markdownProse(reason)]);
    const table = rows.length === 0 ? "" : `\n\n${markdownTable(["fails if", "", "why"], rows).trimEnd()}`;
    return `Gates on ${markdownCode(arm)}: **${report.status.replaceAll("_", " ")}**${table}`;
  });
}

function notesSection(notes: readonly string[]): string[] {
  return notes.length === 0 ? [] : [notes.map((note) => `> ${markdownProse(note)}`).join("\n>\n")];
}

function liftText(difference: number | null): string {
  if (difference === null) return "unknown";
  return `${difference > 0 ? "+" : ""}${Math.round(difference * 100)} points of success`;
}
