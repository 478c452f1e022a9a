import { defaultLevel, type Interval } from "./interval.js";
import { criticalValue } from "./normal.js";

/** How long something was watched, and whether it happened at the end of that time or was still to come. */
export type Survival = { time: number; event: boolean };

export type KaplanMeierPoint = {
  /** A time at which something happened. */
  time: number;
  /** Still watched just before it. */
  atRisk: number;
  events: number;
  /** Share to whom it had not happened by then. */
  survival: number;
  /** Greenwood's; 0 where survival is 0. */
  standardError: number;
};

/** The points of a curve in columns: a curve may have a hundred thousand of them. */
export type KaplanMeierCurve = { readonly [Column in keyof KaplanMeierPoint]: Float64Array };

/** `log` and `log_log` name the scale on which the interval of the survival is symmetric. */
export type SurvivalScale = "log" | "log_log";

/**
 * Product-limit estimate, one point for each time with an event: Kaplan and Meier, JASA 53 (1958) 457; standard
 * errors of Greenwood (1926). What is censored at a time was still at risk at that time.
 */
export function kaplanMeier(survivals: readonly Survival[]): KaplanMeierPoint[] {
  return pointsOf(kaplanMeierCurve(survivals));
}

/** The same in columns. */
export function kaplanMeierCurve(survivals: readonly Survival[]): KaplanMeierCurve {
  const times = new Float64Array(survivals.length);
  const eventTimes = new Float64Array(survivals.length);
  let happened = 0;
  survivals.forEach(({ time, event }, index) => {
    times[index] = time;
    if (event) eventTimes[happened++] = time;
  });
  return productLimit(times, eventTimes.subarray(0, happened));
}

/** Of the times for which all were watched, and of those at whose end something happened. Sorts both. */
export function productLimit(times: Float64Array, eventTimes: Float64Array): KaplanMeierCurve {
  times.sort();
  eventTimes.sort();
  const [time, atRisk, events, survival, standardError] = columnsFor(eventTimes.length);
  let [points, gone, index, share, greenwood] = [0, 0, 0, 1, 0];
  while (index < eventTimes.length) {
    const at = eventTimes[index]!;
    const first = index;
    while (index < eventTimes.length && eventTimes[index] === at) index++;
    while (times[gone]! < at) gone++;
    const [left, happened] = [times.length - gone, index - first];
    share *= (left - happened) / left;
    greenwood += happened === left ? 0 : happened / (left * (left - happened));
    time[points] = at;
    atRisk[points] = left;
    events[points] = happened;
    survival[points] = share;
    standardError[points] = share * Math.sqrt(greenwood);
    points++;
  }
  const own = (column: Float64Array) => column.subarray(0, points);
  return {
    time: own(time),
    atRisk: own(atRisk),
    events: own(events),
    survival: own(survival),
    standardError: own(standardError),
  };
}

function columnsFor(points: number) {
  const column = () => new Float64Array(points);
  return [column(), column(), column(), column(), column()] as const;
}

export function pointsOf({ time, atRisk, events, survival, standardError }: KaplanMeierCurve): KaplanMeierPoint[] {
  return Array.from(time, (at, index) => ({
    time: at,
    atRisk: atRisk[index]!,
    events: events[index]!,
    survival: survival[index]!,
    standardError: standardError[index]!,
  }));
}

export function curveOf(points: readonly KaplanMeierPoint[]): KaplanMeierCurve {
  const column = (name: keyof KaplanMeierPoint) => Float64Array.from(points, (point) => point[name]);
  return {
    time: column("time"),
    atRisk: column("atRisk"),
    events: column("events"),
    survival: column("survival"),
    standardError: column("standardError"),
  };
}

/**
 * Pointwise interval of a point's survival on the scale of its logarithm or of log(−log): Kalbfleisch and
 * Prentice, The Statistical Analysis of Failure Time Data (1980), section 1.3. Null where survival is 0: there
 * the variance cannot be estimated.
 */
export function survivalInterval(
  { survival, standardError }: Pick<KaplanMeierPoint, "survival" | "standardError">,
  scale: SurvivalScale = "log_log",
  level = defaultLevel,
): Interval | null {
  if (survival <= 0) return null;
  const { lower, upper } = survivalLimits(scale, level);
  return { lower: lower(survival, standardError), upper: upper(survival, standardError) };
}

/** The two ends of that interval as functions of a survival above 0 and its standard error, for curves of many points. */
export function survivalLimits(scale: SurvivalScale, level: number) {
  const z = criticalValue(level);
  const reach = (survival: number, standardError: number) => (z * standardError) / survival;
  if (scale === "log") {
    return {
      lower: (survival: number, error: number) => survival * Math.exp(-reach(survival, error)),
      upper: (survival: number, error: number) => Math.min(1, survival * Math.exp(reach(survival, error))),
    };
  }
  const factor = (survival: number, error: number) => Math.exp(reach(survival, error) / Math.abs(Math.log(survival)));
  return {
    lower: (survival: number, error: number) => (survival >= 1 ? 1 : survival ** factor(survival, error)),
    upper: (survival: number, error: number) => (survival >= 1 ? 1 : survival ** (1 / factor(survival, error))),
  };
}
