import { defaultLevel } from "./interval.js";
import {
  curveOf,
  survivalLimits,
  type KaplanMeierCurve,
  type KaplanMeierPoint,
  type SurvivalScale,
} from "./kaplan-meier.js";

/** Null: not reached. */
export type Median = { value: number | null; lower: number | null; upper: number | null };

/**
 * When half of them had had their event, from a Kaplan–Meier curve. The interval holds the times at which the
 * pointwise interval of the survival holds 1/2: Brookmeyer and Crowley, Biometrics 38 (1982) 29. Where a curve
 * runs along 1/2 exactly, the middle of that stretch counts, as in R's survfit.
 */
export function survivalMedian(
  points: readonly KaplanMeierPoint[],
  scale: SurvivalScale = "log_log",
  level = defaultLevel,
): Median {
  return medianOfCurve(curveOf(points), scale, level);
}

/** The same of a curve in columns. */
export function medianOfCurve(
  { time, survival, standardError }: KaplanMeierCurve,
  scale: SurvivalScale = "log_log",
  level = defaultLevel,
): Median {
  const limits = survivalLimits(scale, level);
  // Where nobody is left there is no interval: it may be anything.
  const lower = (index: number) => (survival[index]! > 0 ? limits.lower(survival[index]!, standardError[index]!) : 0);
  const upper = (index: number) => (survival[index]! > 0 ? limits.upper(survival[index]!, standardError[index]!) : 1);
  return {
    value: crossing(time, (index) => survival[index]!),
    lower: crossing(time, lower),
    upper: crossing(time, upper),
  };
}

/** The first time at which a falling curve is at most 1/2. */
function crossing(times: Float64Array, at: (index: number) => number): number | null {
  const slack = 1e-12;
  const index = times.findIndex((_, candidate) => at(candidate) <= 0.5 + slack);
  if (index === -1) return null;
  const [time, next] = [times[index]!, times[index + 1]];
  return next !== undefined && at(index) >= 0.5 - slack ? (time + next) / 2 : time;
}
