import { didYouMean, HarnessError } from "@eval/core";
import { gateMetrics, isShare } from "./gate-metrics.js";

export const gateOperators = ["<", "<=", ">", ">="] as const;
export type GateOperator = (typeof gateOperators)[number];

/** A condition under which a run fails. */
export type Gate =
  | { kind: "threshold"; text: string; metric: string; operator: GateOperator; value: number }
  /** The comparison shows that it became worse. */
  | { kind: "regression"; text: string };

const threshold =
  /^(?<metric>[a-z][\w.]*)\s*(?<operator><=|>=|<|>)\s*(?<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?<percent>\s*%)?$/i;

/** `success_rate.lower < 0.8`, `unavailable_ms.p90 > 60000`, `regression`. Throws `usage_invalid`. */
export function parseGate(text: string): Gate {
  const trimmed = text.trim();
  if (trimmed === "regression") return { kind: "regression", text: trimmed };
  const { metric = "", operator, number, percent } = threshold.exec(trimmed)?.groups ?? {};
  const name = metric.toLowerCase();
  if (operator === undefined || number === undefined) {
    throw refused(`"${text}" is no condition: write METRIC < NUMBER (or <=, >, >=), or regression`, trimmed);
  }
  if (!Object.hasOwn(gateMetrics, name))
    throw refused(`"${metric}" is no metric${didYouMean(name, Object.keys(gateMetrics))}`, trimmed);
  const value = Number(number) / (percent === undefined ? 1 : 100);
  if (isShare(name) && !(value >= 0 && value <= 1)) {
    throw refused(`"${trimmed}": ${name} is a share, from 0 to 1 (or 0 % to 100 %)`, trimmed);
  }
  if (percent !== undefined && !isShare(name))
    throw refused(`"${trimmed}": ${name} is no share, so no percentage`, trimmed);
  if (value < 0) throw refused(`"${trimmed}": ${name} is never below 0`, trimmed);
  return {
    kind: "threshold",
    text: trimmed,
    metric: name,
    operator: gateOperators.find((known) => known === operator) ?? "<",
    value,
  };
}

function refused(message: string, gate: string): HarnessError {
  return new HarnessError("usage_invalid", { message, details: { gate, metrics: Object.keys(gateMetrics) } });
}
