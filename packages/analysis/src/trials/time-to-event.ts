import { clamp } from "../stats/interval.js";
import {
  pointsOf,
  productLimit,
  survivalInterval,
  type KaplanMeierCurve,
  type KaplanMeierPoint,
  type Survival,
} from "../stats/kaplan-meier.js";
import { criticalValue } from "../stats/normal.js";
import { areaUnder } from "../stats/restricted-mean.js";
import { medianOfCurve, type Median } from "../stats/survival-median.js";
import type { AnalysedTrial } from "./analysed-trial.js";

/** `detect`: the first ticket that concerns the fault; `resolve`: a right claim; `recover`: healthy again, with nothing lost. */
export type TimedEvent = "detect" | "resolve" | "recover";

/** A time in ms from the injection's first side effect, as Kaplan and Meier estimate it. */
export type TimeToEvent = {
  n: number;
  events: number;
  /** Up to where the restricted mean reaches: the shortest horizon of the trials, or what was asked for. */
  tauMs: number;
  /** With the interval of Brookmeyer and Crowley on the log(−log) scale. Null: not reached within the horizon. */
  median: Median;
  /** The mean of min(time, tauMs). Its interval is null when the times do not vary. */
  restrictedMean: { value: number; standardError: number; lower: number | null; upper: number | null };
  /** Only when asked for. */
  curve?: CurvePoint[];
};

/** `survival`: share to whom it had not happened by then. The interval is null where survival is 0. */
export type CurvePoint = KaplanMeierPoint & { lower: number | null; upper: number | null };

/**
 * What a trial says about an event. Without the event it is followed to the horizon: giving up, claiming wrongly,
 * crashing or losing data ends no trial early, for that would be informative. An event after the horizon (which
 * counts from the moment the fault was in force, a little later than the times do) is put at the horizon.
 */
export function survivalOf(trial: AnalysedTrial, event: TimedEvent): Survival {
  const at = timeOf(trial, event);
  return at === null ? { time: trial.horizonMs, event: false } : { time: Math.min(at, trial.horizonMs), event: true };
}

function timeOf(trial: AnalysedTrial, event: TimedEvent): number | null {
  if (event === "detect") return trial.detectedAfterMs;
  if (event === "resolve") return trial.claim === "resolved" && trial.claimCorrect ? trial.resolvedAfterMs : null;
  return trial.outcome === "success" ? trial.recoveredAfterMs : null;
}

export interface TimeOptions {
  level: number;
  tauMs?: number | undefined;
  curves?: boolean | undefined;
}

/** Of valid trials with a fault; null when there are none. */
export function timeToEvent(
  trials: readonly AnalysedTrial[],
  event: TimedEvent,
  { level, tauMs, curves }: TimeOptions,
): TimeToEvent | null {
  if (trials.length === 0) return null;
  const tau = Math.min(tauMs ?? Infinity, shortestHorizon(trials));
  const estimated = curveFor(trials, event);
  const { value, standardError } = areaUnder(estimated.curve, tau);
  const reach = criticalValue(level) * standardError;
  const interval = standardError === 0 ? null : clamp({ lower: value - reach, upper: value + reach }, 0, tau);
  return {
    n: trials.length,
    events: estimated.events,
    tauMs: tau,
    median: medianOfCurve(estimated.curve, "log_log", level),
    restrictedMean: { value, standardError, lower: interval?.lower ?? null, upper: interval?.upper ?? null },
    ...(curves ? { curve: pointsOf(estimated.curve).map((point) => curvePoint(point, level)) } : {}),
  };
}

/** Without an object for each trial: there may be a hundred thousand. */
function curveFor(trials: readonly AnalysedTrial[], event: TimedEvent): { curve: KaplanMeierCurve; events: number } {
  const times = new Float64Array(trials.length);
  const eventTimes = new Float64Array(trials.length);
  let events = 0;
  for (let index = 0; index < trials.length; index++) {
    const { horizonMs } = trials[index]!;
    const at = timeOf(trials[index]!, event);
    const time = at === null ? horizonMs : Math.min(at, horizonMs);
    times[index] = time;
    if (at !== null) eventTimes[events++] = time;
  }
  return { curve: productLimit(times, eventTimes.subarray(0, events)), events };
}

export function shortestHorizon(trials: readonly AnalysedTrial[]): number {
  return trials.reduce((shortest, { horizonMs }) => Math.min(shortest, horizonMs), Infinity);
}

function curvePoint(point: KaplanMeierPoint, level: number): CurvePoint {
  const interval = survivalInterval(point, "log_log", level);
  return { ...point, lower: interval?.lower ?? null, upper: interval?.upper ?? null };
}
