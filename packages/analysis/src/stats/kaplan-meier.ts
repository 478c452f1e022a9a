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

/** `log` and `log_log` name the scale on which the interval of the survival is symmetric. */
export type SurvivalScale = "log" | "log_log";

/**
 * Product-limit estimate, one point for each time with an event: Kaplan and Meier, JASA 53 (1958) 457; standard
 * errors of Greenwood (1926). What is censored at a time was still at risk at that time.
 */
export function kaplanMeier(survivals: readonly Survival[]): KaplanMeierPoint[] {
  const points: KaplanMeierPoint[] = [];
  let survival = 1;
  let greenwood = 0;
  for (const { time, atRisk, events } of riskTable(survivals)) {
    survival *= (atRisk - events) / atRisk;
    greenwood += events === atRisk ? 0 : events / (atRisk * (atRisk - events));
    points.push({ time, atRisk, events, survival, standardError: survival * Math.sqrt(greenwood) });
  }
  return points;
}

/** Each time with an event, in order, with how many were at risk and how many events there were. */
function riskTable(survivals: readonly Survival[]): { time: number; atRisk: number; events: number }[] {
  // Plain loops: an analysis may hold a hundred thousand trials.
  const times = new Float64Array(survivals.length);
  const eventTimes = new Float64Array(survivals.length);
  let happened = 0;
  survivals.forEach(({ time, event }, index) => {
    times[index] = time;
    if (event) eventTimes[happened++] = time;
  });
  const sortedEvents = eventTimes.subarray(0, happened).sort();
  times.sort();
  const table: { time: number; atRisk: number; events: number }[] = [];
  let [gone, index] = [0, 0];
  while (index < happened) {
    const time = sortedEvents[index]!;
    const first = index;
    while (index < happened && sortedEvents[index] === time) index++;
    while (times[gone]! < time) gone++;
    table.push({ time, atRisk: times.length - gone, events: index - first });
  }
  return table;
}

/**
 * Pointwise interval of a point's survival on the scale of its logarithm or of log(−log): Kalbfleisch and
 * Prentice, The Statistical Analysis of Failure Time Data (1980), section 1.3. Null where survival is 0: there
 * the variance cannot be estimated.
 */
export function survivalInterval(
  { survival, standardError }: KaplanMeierPoint,
  scale: SurvivalScale = "log_log",
  level = defaultLevel,
): Interval | null {
  if (survival <= 0) return null;
  if (survival >= 1) return { lower: 1, upper: 1 };
  const reach = (criticalValue(level) * standardError) / survival;
  if (scale === "log") return { lower: survival * Math.exp(-reach), upper: Math.min(1, survival * Math.exp(reach)) };
  const factor = Math.exp(reach / Math.abs(Math.log(survival)));
  return { lower: survival ** factor, upper: survival ** (1 / factor) };
}
