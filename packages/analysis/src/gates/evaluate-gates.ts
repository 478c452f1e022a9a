import { numberText } from "@eval/core";
import type { Comparison } from "../compare/comparison.js";
import type { Effect } from "../compare/verdict.js";
import type { Coverage } from "../trials/coverage.js";
import type { Scores } from "../trials/scores.js";
import { gateMetrics } from "./gate-metrics.js";
import type { Gate, GateOperator } from "./parse-gate.js";

/** `failed`: a condition holds. `inconclusive`: none holds, and one cannot be decided. */
export type GateStatus = "passed" | "failed" | "inconclusive" | "too_few_valid";

/** JSON; `version` changes when a field changes its meaning or goes. */
export type GateReport = {
  version: 1;
  kind: "gates";
  status: GateStatus;
  /** What share had to be valid, and what was. */
  coverage: { minValid: number; arms: { name: string; valid: number; total: number; enough: boolean }[] };
  gates: GateResult[];
};

export type GateResult = {
  gate: string;
  status: "passed" | "failed" | "undecided";
  /** The metric's value; null where there is none, or where it lies beyond every bound. */
  value: number | null;
  /** In a sentence. */
  reason: string;
};

export interface GateInput {
  gates: readonly Gate[];
  /** What thresholds refer to. */
  scores: Scores;
  /** What `regression` refers to, with the judged arm as B. Without it, `regression` cannot be decided. */
  comparison?: Comparison;
  /** The least share of valid trials in each arm. @default 0 */
  minValid?: number;
}

/** Pure. Without a single valid trial in an arm nothing passes, whatever the gates say. */
export function evaluateGates({ gates, scores, comparison, minValid = 0 }: GateInput): GateReport {
  const arms = [
    armOf(comparison?.b.name ?? "trials", scores.coverage, minValid),
    ...(comparison ? [armOf(comparison.a.name, comparison.a.coverage, minValid)] : []),
  ];
  const results = gates.map((gate) =>
    gate.kind === "regression" ? regressionOf(gate.text, comparison) : thresholdOf(gate, scores),
  );
  const any = (status: GateResult["status"]) => results.some((result) => result.status === status);
  const status = arms.some(({ enough }) => !enough)
    ? "too_few_valid"
    : any("failed")
      ? "failed"
      : any("undecided")
        ? "inconclusive"
        : "passed";
  return { version: 1, kind: "gates", status, coverage: { minValid, arms }, gates: results };
}

function armOf(name: string, { valid, total }: Coverage, minValid: number): GateReport["coverage"]["arms"][number] {
  return { name, valid, total, enough: valid > 0 && valid >= minValid * total };
}

function thresholdOf(
  { text, metric, operator, value: bound }: Gate & { kind: "threshold" },
  scores: Scores,
): GateResult {
  const value = gateMetrics[metric]?.(scores) ?? null;
  if (value === null)
    return { gate: text, status: "undecided", value, reason: `${metric} cannot be said of these trials` };
  const holds = compareBy(operator, value, bound);
  return {
    gate: text,
    status: holds ? "failed" : "passed",
    value: Number.isFinite(value) ? value : null,
    reason: `${metric} ${Number.isFinite(value) ? `is ${besideText(value, bound)}` : beyondText(metric)}`,
  };
}

/** A median beyond every bound. */
function beyondText(metric: string): string {
  return metric.endsWith("_upper") ? "is not determined: these trials set no upper limit" : "was not reached";
}

/** Rounded, but not across or onto the bound that it is compared with. */
function besideText(value: number, bound: number): string {
  const side = (text: string) => Math.sign(Number(text) - bound);
  const texts = [3, 4, 5, 6, 8, 10, 12].map((digits) => numberText(value, digits));
  return texts.find((text) => side(text) === Math.sign(value - bound)) ?? String(value);
}

function compareBy(operator: GateOperator, value: number, bound: number): boolean {
  if (operator === "<") return value < bound;
  if (operator === "<=") return value <= bound;
  return operator === ">" ? value > bound : value >= bound;
}

/**
 * Worse in any declared measure, in general, on these chaos types, or on one of them after Holm. Undecided when only
 * excluded trials stand between it and that, or when an arm says nothing.
 */
function regressionOf(gate: string, comparison: Comparison | undefined): GateResult {
  const result = (status: GateResult["status"], reason: string): GateResult => ({ gate, status, value: null, reason });
  if (!comparison) return result("undecided", "there is nothing to compare with");
  const named = [
    { where: "overall", effects: comparison.overall },
    ...(comparison.onTheseTypes ? [{ where: "on these chaos types", effects: comparison.onTheseTypes }] : []),
    ...comparison.byChaosType.map((effects) => ({ where: effects.chaosType, effects })),
  ].flatMap(({ where, effects }) =>
    [effects.successRate, effects.timeToRecover]
      .filter((effect) => effect !== null)
      .map((effect) => ({ where, effect })),
  );
  const list = (found: typeof named) => found.map(({ where, effect }) => `${effect.measure} ${where}`).join(", ");
  const worse = named.filter(({ effect }) => effect.verdict === "worse");
  if (worse.length > 0) return result("failed", `worse: ${list(worse)}`);
  const open = named.filter(({ effect }) => couldBeWorse(effect));
  if (open.length > 0 || named.length === 0) {
    return result(
      "undecided",
      open.length > 0 ? `cannot be decided: ${list(open)}` : "the arms have no chaos type in common",
    );
  }
  return result("passed", "nothing became worse that these trials could show");
}

function couldBeWorse({ difference, bounds }: Effect): boolean {
  return difference === null || bounds?.worst.verdict === "worse";
}
