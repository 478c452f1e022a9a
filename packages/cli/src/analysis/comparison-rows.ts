import type { Comparison, Effect, Effects } from "@eval/analysis";

export interface ComparisonRow {
  a: string;
  b: string;
  /** `overall` (for faults in general), `on_these_types`, or a chaos type. */
  scope: string;
  measure: string;
  verdict: string;
  value_a: number | null;
  value_b: number | null;
  difference: number | null;
  lower: number | null;
  upper: number | null;
  p: number;
  p_holm: number;
  method: string;
  n_a: number;
  n_b: number;
  pairs: number | null;
  /** Were all excluded trials against B, or for it; empty where none are excluded. */
  verdict_worst: string | null;
  verdict_best: string | null;
  detectable: number | null;
}

/** One row for each scope and measure. Times in ms, rates from 0 to 1. */
export function comparisonRows(comparison: Comparison): ComparisonRow[] {
  const names = { a: comparison.a.name, b: comparison.b.name };
  const rows = (scope: string, { successRate, timeToRecover }: Effects) =>
    [successRate, timeToRecover].flatMap((effect) =>
      effect === null ? [] : [{ ...names, scope, ...figures(effect) }],
    );
  return [
    ...rows("overall", comparison.overall),
    ...(comparison.onTheseTypes === null ? [] : rows("on_these_types", comparison.onTheseTypes)),
    ...comparison.byChaosType.flatMap(({ chaosType, ...effects }) => rows(chaosType, effects)),
  ];
}

function figures(effect: Effect): Omit<ComparisonRow, "a" | "b" | "scope"> {
  const { measure, verdict, a, b, difference, interval, p, adjustedP, method, n, bounds, detectable } = effect;
  return {
    measure,
    verdict,
    value_a: a,
    value_b: b,
    difference,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    p,
    p_holm: adjustedP,
    method,
    n_a: n.a,
    n_b: n.b,
    pairs: n.pairs,
    verdict_worst: bounds?.worst.verdict ?? null,
    verdict_best: bounds?.best.verdict ?? null,
    detectable,
  };
}
