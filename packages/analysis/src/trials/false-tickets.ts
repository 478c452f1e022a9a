import { poissonInterval } from "../stats/poisson-rate.js";
import type { AnalysedTrial } from "./analysed-trial.js";

/** Alarms while the cluster was healthy, with Garwood's interval of the rate. */
export type FalseTickets = {
  count: number;
  /** Trials with at least one. */
  trials: number;
  /** Of the trials for which it is known, to which the rate refers. */
  healthyHours: number;
  perHour: number | null;
  lower: number | null;
  upper: number | null;
};

const hourMs = 3_600_000;

/** Of valid trials with an operator, shams included. */
export function falseTicketsOf(trials: readonly AnalysedTrial[], level: number): FalseTickets {
  let [count, counted, healthyMs, withTickets] = [0, 0, 0, 0];
  for (const trial of trials) {
    count += trial.falseTickets;
    if (trial.falseTickets > 0) withTickets++;
    if (trial.healthyMs === null) continue;
    healthyMs += trial.healthyMs;
    counted += trial.falseTickets;
  }
  const healthyHours = healthyMs / hourMs;
  const interval = poissonInterval(counted, level);
  const rate = (events: number) => (healthyHours > 0 ? events / healthyHours : null);
  return {
    count,
    trials: withTickets,
    healthyHours,
    perHour: rate(counted),
    lower: rate(interval.lower),
    upper: rate(interval.upper),
  };
}
