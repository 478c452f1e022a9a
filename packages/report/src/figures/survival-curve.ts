import {
  survivalOf,
  timeToEvent,
  type AnalysedTrial,
  type CurvePoint,
  type TimedEvent,
  type TimeToEvent,
} from "@eval/analysis";

/** An arm's Kaplan–Meier curve with all that is drawn of it. Times in ms since the injection. */
export interface SurvivalCurve extends TimeToEvent {
  name: string;
  points: readonly CurvePoint[];
  /** How many were followed to that time without the event; ascending. */
  censored: readonly { time: number; count: number; survival: number }[];
  /** Until when anybody was followed. */
  end: number;
  /** How many were still followed, and without the event, just before that time. */
  atRisk(time: number): number;
}

/** Of an arm's valid trials; null when there are none. */
export function survivalCurve(
  name: string,
  trials: readonly AnalysedTrial[],
  { event, level }: { event: TimedEvent; level: number },
): SurvivalCurve | null {
  const summary = timeToEvent(trials, event, { level, curves: true });
  if (summary === null) return null;
  const { curve: points = [], ...figures } = summary;
  const survivals = trials.map((trial) => survivalOf(trial, event));
  const times = Float64Array.from(survivals, ({ time }) => time).sort();
  const censored = new Map<number, number>();
  for (const { time, event: happened } of survivals) {
    if (!happened) censored.set(time, (censored.get(time) ?? 0) + 1);
  }
  return {
    ...figures,
    name,
    points,
    censored: [...censored]
      .map(([time, count]) => ({ time, count, survival: survivalAt(points, time) }))
      .sort((one, other) => one.time - other.time),
    end: times.at(-1) ?? 0,
    atRisk: (time) => times.length - firstFrom(times, time),
  };
}

/** Share to whom it had not happened by that time. */
export function survivalAt(points: readonly CurvePoint[], time: number): number {
  return points.findLast((point) => point.time <= time)?.survival ?? 1;
}

/** Index of the first of the sorted values that is at least `value`. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
