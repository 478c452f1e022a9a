import type { AnalysedTrial } from "../trials/analysed-trial.js";
import { compare, overallOf, type Comparison, type ComparisonOptions } from "./compare.js";
import { wordsOf } from "./comparison-words.js";
import { judgeFamily, memberOf } from "./verdict.js";

/** Every two of several arms, e.g. of variants. */
export type Comparisons = {
  version: 1;
  kind: "comparisons";
  /** How many p-values are adjusted together: the overall ones of all pairs of arms. */
  family: { correction: "holm"; overall: number };
  comparisons: Comparison[];
};

/**
 * Compares every two arms, the later against the earlier; their overall effects are one family. There is no winner
 * but in those pairs that show a difference.
 */
export function compareAll(
  arms: readonly { name: string; trials: readonly AnalysedTrial[] }[],
  options: Omit<ComparisonOptions, "names"> = {},
): Comparisons {
  const comparisons = arms.flatMap((b, index) =>
    arms.slice(0, index).map((a) => compare(a.trials, b.trials, { ...options, names: { a: a.name, b: b.name } })),
  );
  const members = comparisons.flatMap(({ overall }) =>
    [overall.successRate, overall.timeToRecover].filter((effect) => effect !== null).map(memberOf),
  );
  const effects = judgeFamily(members, comparisons[0]?.level ?? 0.95);
  let taken = 0;
  return {
    version: 1,
    kind: "comparisons",
    family: { correction: "holm", overall: members.length },
    comparisons: comparisons.map((comparison) => {
      const { measures } = comparison.family;
      const own = effects.slice(taken, (taken += measures.length));
      const ordered = measures.flatMap((measure) => own.filter((effect) => effect.measure === measure));
      const judged = {
        ...comparison,
        ...overallOf(ordered, comparison.overall.curves),
        family: { ...comparison.family, overall: members.length },
      };
      return { ...judged, words: wordsOf(judged) };
    }),
  };
}
