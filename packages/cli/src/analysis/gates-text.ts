import type { GateStatus } from "@eval/analysis";
import { percent } from "../text/coverage.js";
import type { JudgedArm } from "./result.js";

const statusText: Readonly<Record<GateStatus, string>> = {
  passed: "passed",
  failed: "FAILED",
  inconclusive: "INCONCLUSIVE",
  too_few_valid: "TOO FEW VALID TRIALS",
};

const markOf = { passed: "ok  ", failed: "FAIL", undecided: "?   " } as const;

/** What became of the gates, the worst in plain sight. Empty when none was asked for. */
export function gatesText(judged: readonly JudgedArm[]): string {
  if (judged.length === 0) return "";
  const sections = judged.map(({ arm, report }) => {
    const few = report.coverage.arms
      .filter(({ enough }) => !enough)
      .map(({ name, valid, total }) => {
        const wanted = valid === 0 ? "without any nothing passes" : `wanted ${percent(report.coverage.minValid)}`;
        return `  FAIL  ${name}: ${valid} of ${total} trials valid; ${wanted}\n`;
      });
    const gates = report.gates.map(({ gate, status, reason }) => `  ${markOf[status]}  fail if ${gate}: ${reason}\n`);
    return `Gates, ${arm}: ${statusText[report.status]}\n${[...few, ...gates].join("")}`;
  });
  return `\n${sections.join("")}`;
}
