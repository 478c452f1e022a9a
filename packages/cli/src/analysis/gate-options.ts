import {
  analyse,
  evaluateGates,
  parseGate,
  type AnalysedTrial,
  type ArmAnalysis,
  type Comparison,
  type Gate,
  type GateReport,
  type GateStatus,
  type Scores,
} from "@eval/analysis";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { parseShare } from "../arguments/parse-number.js";
import { exitCodes } from "../exit-codes.js";
import type { JudgedArm } from "./result.js";

/** What a result must fulfil. */
export interface GateRequest {
  gates: readonly Gate[];
  /** Undefined: not asked for. Even then an arm without a single valid trial passes nothing. */
  minValid: number | undefined;
}

/** Throws `usage_invalid`, naming the nearest metric. `regression` needs something to compare with. */
export function readGates(args: Arguments, { regression }: { regression: boolean }): GateRequest {
  const gates = args.list("fail-if").map(parseGate);
  if (!regression && gates.some(({ kind }) => kind === "regression")) {
    throw usageError(
      "--fail-if regression: there is nothing to compare with",
      "Use it with `eval compare`, `eval compare-baseline` or `eval compare-variants --variant`.",
    );
  }
  const minValid = args.text("min-valid");
  return { gates, minValid: minValid === undefined ? undefined : parseShare(minValid, "--min-valid") };
}

export function asksForGates({ gates, minValid }: GateRequest): boolean {
  return gates.length > 0 || minValid !== undefined;
}

/** Judges one arm. Of an arm that has shams only, their validity counts: they are all that it says. */
export function judgeArm({ overall, shams }: ArmAnalysis, request: GateRequest, comparison?: Comparison): GateReport {
  const onlyShams = overall.coverage.total === 0 && shams !== null;
  return judgeScores(onlyShams ? { ...overall, coverage: shams.coverage } : overall, request, comparison);
}

/** Baselines are what others are measured by: they are judged only where there is nobody else. */
export function judgeArms(arms: readonly ArmAnalysis[], request: GateRequest): JudgedArm[] {
  const operated = arms.filter(({ arm }) => !arm.baseline);
  const judged = operated.length > 0 ? operated : arms;
  return judged.map((arm) => ({ arm: arm.arm.name, report: judgeArm(arm, request) }));
}

function judgeScores(scores: Scores, { gates, minValid = 0 }: GateRequest, comparison?: Comparison): GateReport {
  return evaluateGates({ gates, scores, minValid, ...(comparison ? { comparison } : {}) });
}

/** The scores of the trials of a single arm. */
export function armAnalysisOf(trials: readonly AnalysedTrial[]): ArmAnalysis | undefined {
  return analyse(trials).arms[0];
}

const worstFirst: readonly GateStatus[] = ["too_few_valid", "failed", "inconclusive", "passed"];

const exitCodeByStatus: Readonly<Record<GateStatus, number>> = {
  too_few_valid: exitCodes.tooFewValid,
  failed: exitCodes.gateFailed,
  inconclusive: exitCodes.inconclusive,
  passed: exitCodes.ok,
};

/** Of all judged arms, the worst decides: too few valid before failed before inconclusive. */
export function gatesExitCode(reports: readonly GateReport[]): number {
  const worst = worstFirst.find((status) => reports.some((report) => report.status === status));
  return exitCodeByStatus[worst ?? "passed"];
}
