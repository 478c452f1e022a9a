import { isValid, type AnalysedTrial } from "../trials/analysed-trial.js";
import { survivalOf } from "../trials/time-to-event.js";
import type { Matching, Sides } from "./match-trials.js";
import { isPaired } from "./pairing.js";

/** What a comparison looks at in a trial. */
export type Result = {
  /** Recovered by tau, with nothing lost. */
  success: boolean;
  /** min(time to recovery, tau), in ms. */
  timeMs: number;
  /** Whether it recovered by then. */
  event: boolean;
};

/** One chaos type in two arms. */
export type Stratum = {
  chaosType: string;
  a: Result[];
  b: Result[];
  /** The results two by two; null where they are compared as independent (`isPaired`). */
  pairs: Sides<Result>[] | null;
};

/** A stratum as it is, and as it would be had all excluded trials spoken against B, or for it. */
export type Case = "seen" | "worst" | "best";
export const cases = ["seen", "worst", "best"] as const satisfies readonly Case[];

export function stratumOf(
  chaosType: string,
  { trials, matching, tauMs }: { trials: Sides<readonly AnalysedTrial[]>; matching: Matching; tauMs: number },
): Record<Case, Stratum> {
  const { pairs, broken } = matching;
  const paired = isPaired(matching);
  const counted = { a: countedOf("a"), b: countedOf("b") };
  const build = (excluded: Sides<Result> | null): Stratum => {
    const resultsOf = (side: "a" | "b") =>
      counted[side].flatMap((trial) => (isValid(trial) ? resultOf(trial, tauMs) : (excluded?.[side] ?? [])));
    const resultOr = (trial: AnalysedTrial | undefined, otherwise: Result) =>
      trial && isValid(trial) ? resultOf(trial, tauMs) : otherwise;
    const whole = pairs.map(({ a, b }) => ({ a: resultOf(a, tauMs), b: resultOf(b, tauMs) }));
    const mended = excluded
      ? broken.map(({ a, b }) => ({ a: resultOr(a, excluded.a), b: resultOr(b, excluded.b) }))
      : [];
    return { chaosType, a: resultsOf("a"), b: resultsOf("b"), pairs: paired ? [...whole, ...mended] : null };
  };
  const good: Result = { success: true, timeMs: 0, event: true };
  const bad: Result = { success: false, timeMs: tauMs, event: false };
  return { seen: build(null), worst: build({ a: good, b: bad }), best: build({ a: bad, b: good }) };

  function countedOf(side: "a" | "b"): readonly AnalysedTrial[] {
    const aside = new Set(matching.setAside[side]);
    return aside.size === 0 ? trials[side] : trials[side].filter((trial) => !aside.has(trial));
  }
}

/** By `tauMs`, so that arms with different horizons are asked the same: what came later had not come by then. */
function resultOf(trial: AnalysedTrial, tauMs: number): Result {
  const { time, event } = survivalOf(trial, "recover");
  const byThen = event && time <= tauMs;
  const success = trial.horizonMs <= tauMs ? trial.outcome === "success" : byThen;
  return { success, timeMs: Math.min(time, tauMs), event: byThen };
}
