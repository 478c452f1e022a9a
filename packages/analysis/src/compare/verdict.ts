import { detectableDifference, detectablePairedDifference } from "../stats/detectable-difference.js";
import { holm } from "../stats/holm.js";
import type { Interval } from "../stats/interval.js";
import { quantilesOf } from "../stats/sample-size.js";
import { studentCriticalValue } from "../stats/student-t.js";
import type { Estimate } from "./effect.js";
import { cases, type Case } from "./strata.js";

/** What is asked of two arms: whose success rate is higher, and who recovers sooner. */
export type Measure = "success_rate" | "time_to_recover";

/**
 * B against A. `inconclusive`: there is nothing to compare, or the trials that had to be excluded could turn the
 * answer.
 */
export type Verdict = "better" | "worse" | "no_difference_shown" | "inconclusive";

/** One comparison with its answer. */
export type Effect = Estimate & {
  measure: Measure;
  /** After Holm, over the family it belongs to. The answer goes by this one. */
  adjustedP: number;
  verdict: Verdict;
  /** The answer as it stands and were all excluded trials against B, or for it. Null when none are excluded. */
  bounds: Record<"seen" | "worst" | "best", Bound> | null;
  /**
   * The smallest difference that so many trials show with 80 % power wherever the rates lie, and, for faults in
   * general, that so many chaos types show when they vary as these do. Null when there is none, and for times.
   */
  detectable: number | null;
};

export type Bound = {
  difference: number | null;
  interval: Interval | null;
  p: number;
  adjustedP: number;
  verdict: Answer;
};
export type Answer = Exclude<Verdict, "inconclusive">;

/** One member of a family, in each of the three cases. */
export type Member = { measure: Measure; excluded: number; estimates: Record<Case, Estimate> };

/** An effect as a member of another family. */
export function memberOf(effect: Effect): Member {
  const { bounds } = effect;
  const estimates = { seen: effect, worst: { ...effect, ...bounds?.worst }, best: { ...effect, ...bounds?.best } };
  return { measure: effect.measure, excluded: bounds === null ? 0 : 1, estimates };
}

/** The effects of a family of comparisons, whose p-values Holm adjusts together, in each case alike. */
export function judgeFamily(members: readonly Member[], level: number): Effect[] {
  const adjusted = Object.fromEntries(
    cases.map((name) => [name, holm(members.map(({ estimates }) => estimates[name].p))]),
  ) as Record<Case, number[]>;
  return members.map((member, index) => {
    const boundOf = (name: Case) =>
      judge(member.estimates[name], { ...member, adjustedP: adjusted[name][index]!, level });
    const bounds = { seen: boundOf("seen"), worst: boundOf("worst"), best: boundOf("best") };
    const unknown = member.estimates.seen.difference === null;
    const turned = member.excluded > 0 && cases.some((name) => bounds[name].verdict !== bounds.seen.verdict);
    const { method, n, a, b, difference, interval, p, acrossTypes } = member.estimates.seen;
    return {
      ...{ method, n, a, b, difference, interval, p, acrossTypes },
      measure: member.measure,
      adjustedP: bounds.seen.adjustedP,
      verdict: unknown || turned ? "inconclusive" : bounds.seen.verdict,
      bounds: member.excluded > 0 ? bounds : null,
      // Every member of the family must expect to be the last that Holm looks at.
      detectable: detectableOf(member, 1 - (1 - level) / members.length),
    };
  });
}

/** Significant, and with an interval that agrees. */
function judge(
  { difference, interval, p }: Estimate,
  { measure, adjustedP, level }: { measure: Measure; adjustedP: number; level: number },
): Bound {
  const bound = { difference, interval, p, adjustedP };
  const apart = interval === null || interval.lower > 0 || interval.upper < 0;
  if (difference === null || difference === 0 || adjustedP >= 1 - level || !apart) {
    return { ...bound, verdict: "no_difference_shown" };
  }
  const higherIsBetter = measure === "success_rate";
  return { ...bound, verdict: difference > 0 === higherIsBetter ? "better" : "worse" };
}

function detectableOf({ measure, estimates }: Member, level: number): number | null {
  if (measure !== "success_rate") return null;
  const { n, acrossTypes } = estimates.seen;
  const byTrials =
    n.pairs === null
      ? detectableDifference({ first: n.a, second: n.b }, { level })
      : detectablePairedDifference(n.pairs, { level });
  if (byTrials === null || acrossTypes === null) return byTrials;
  const { types, standardError } = acrossTypes;
  const byTypes = (studentCriticalValue(level, types - 1) + quantilesOf({ level }).beta) * standardError;
  return byTypes > 1 ? null : Math.max(byTrials, byTypes);
}
