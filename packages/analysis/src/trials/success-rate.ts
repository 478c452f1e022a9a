import { clusteredMean } from "../stats/clusters.js";
import { confidenceSequence } from "../stats/confidence-sequence.js";
import { clamp, type Interval } from "../stats/interval.js";
import { groupBy, isValid, type AnalysedTrial } from "./analysed-trial.js";
import { rateOf, type Rate } from "./rate.js";

/** Of the valid trials, how many succeeded. */
export type SuccessRate = Rate & {
  /** The rate if every excluded trial (invalid, aborted, unfinished) had failed, and if every one had succeeded. */
  worst: number | null;
  best: number | null;
  /** An interval that holds however often one looks while the trials are still running. */
  anytime: Interval;
  /**
   * For faults in general, of which these chaos types are a sample: Student's interval over the types. Null for
   * fewer than two types, or when all of them have the same rate: then they do not tell how much they vary.
   */
  acrossTypes: (Interval & { types: number }) | null;
};

export function successRateOf(trials: readonly AnalysedTrial[], level: number): SuccessRate {
  const valid = trials.filter(isValid);
  const successes = countSuccesses(valid);
  const excluded = trials.length - valid.length;
  return {
    ...rateOf({ successes, n: valid.length }, level),
    worst: trials.length === 0 ? null : successes / trials.length,
    best: trials.length === 0 ? null : (successes + excluded) / trials.length,
    anytime: confidenceSequence({ successes, n: valid.length }, level),
    acrossTypes: acrossTypes(valid, level),
  };
}

function acrossTypes(valid: readonly AnalysedTrial[], level: number): SuccessRate["acrossTypes"] {
  const clusters = [...groupBy(valid, ({ chaosType }) => chaosType).values()].map((trials) => ({
    difference: countSuccesses(trials) / trials.length,
    weight: trials.length,
  }));
  const mean = clusteredMean(clusters, level);
  if (mean === null || mean.standardError === 0) return null;
  return { ...clamp(mean, 0, 1), types: clusters.length };
}

function countSuccesses(trials: readonly AnalysedTrial[]): number {
  return trials.filter(({ outcome }) => outcome === "success").length;
}
