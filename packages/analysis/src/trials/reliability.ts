import { passAtK, passHatK } from "../stats/pass-at-k.js";
import { groupBy, type AnalysedTrial } from "./analysed-trial.js";

/**
 * If the same fault came k times: `passAtK`, the chance that at least one repair succeeds; `passHatK`, that all do.
 * Of several chaos types, the mean over those with at least k valid trials, each weighted alike.
 */
export type Reliability = { k: number; passAtK: number; passHatK: number; types: number };

/** Only the k for which there are enough trials. */
export function reliabilityOf(valid: readonly AnalysedTrial[], ks: readonly number[]): Reliability[] {
  const counts = [...groupBy(valid, ({ chaosType }) => chaosType).values()].map((trials) => ({
    successes: trials.filter(({ outcome }) => outcome === "success").length,
    n: trials.length,
  }));
  return ks.flatMap((k) => {
    const enough = counts.filter(({ n }) => n >= k);
    if (enough.length === 0) return [];
    const average = (values: (number | null)[]) =>
      values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / enough.length;
    return {
      k,
      passAtK: average(enough.map((count) => passAtK(count, k))),
      passHatK: average(enough.map((count) => passHatK(count, k))),
      types: enough.length,
    };
  });
}
