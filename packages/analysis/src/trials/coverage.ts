import { isValid, type AnalysedTrial } from "./analysed-trial.js";

/**
 * How many trials there are and how many of them say anything. Every attempt counts for itself: a trial that was
 * repeated because it was invalid is still shown as invalid.
 */
export type Coverage = {
  total: number;
  valid: number;
  /** valid / total; null when there are none. */
  share: number | null;
  /** Each code with how often it made a trial invalid, most frequent first. */
  invalid: { code: string; count: number }[];
  aborted: number;
  /** Still running, or ended by a crash that nothing has settled yet. */
  unfinished: number;
};

export function coverageOf(trials: readonly AnalysedTrial[]): Coverage {
  const invalid = new Map<string, number>();
  let [valid, aborted, unfinished] = [0, 0, 0];
  for (const trial of trials) {
    if (isValid(trial)) valid++;
    else if (trial.outcome === "aborted") aborted++;
    else if (trial.outcome === null) unfinished++;
    else {
      const code = trial.outcomeCode ?? "unknown";
      invalid.set(code, (invalid.get(code) ?? 0) + 1);
    }
  }
  return {
    total: trials.length,
    valid,
    share: trials.length === 0 ? null : valid / trials.length,
    invalid: [...invalid]
      .map(([code, count]) => ({ code, count }))
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1)),
    aborted,
    unfinished,
  };
}
