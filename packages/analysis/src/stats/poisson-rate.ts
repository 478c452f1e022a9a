import { chiSquaredUpperQuantile } from "./chi-squared.js";
import { defaultLevel, type Interval } from "./interval.js";

/** Exact interval of the mean number of events, of which so many were seen: Garwood, Biometrika 28 (1936) 437. */
export function poissonInterval(events: number, level = defaultLevel): Interval {
  const tail = (1 - level) / 2;
  return {
    lower: events === 0 ? 0 : chiSquaredUpperQuantile(1 - tail, 2 * events) / 2,
    upper: chiSquaredUpperQuantile(tail, 2 * (events + 1)) / 2,
  };
}
