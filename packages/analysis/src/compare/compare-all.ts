import type { AnalysedTrial } from "../trials/analysed-trial.js";
import { compare, overallOf, type ComparisonOptions } from "./compare.js";
import type { Comparison } from "./comparison.js";
import { wordsOf } from "./comparison-words.js";
import { judgeFamily, memberOf } from "./verdict.js";

/** Several comparisons of arms, e.g. of variants. */
export type Comparisons = {
  version: 1;
  kind: "comparisons";
  /** How many p-values are adjusted together: the overall ones of all comparisons. */
  family: { correction: "holm"; overall: number };
  comparisons: Comparison[];
};

type NamedArm = { name: string; trials: readonly AnalysedTrial[] };
type Options = Omit<ComparisonOptions, "names">;

/**
 * Compares every two arms, the later against the earlier; their overall effects are one family. There is no winner
 * but in those pairs that show a difference.
 */
export function compareAll(arms: readonly NamedArm[], options: Options = {}): Comparisons {
  return asFamily(arms.flatMap((b, index) => arms.slice(0, index).map((a) => compareTwo(a, b, options))));
}

/** Compares every other arm against the first, e.g. operators against the baseline; one family as well. */
export function compareWithFirst([first, ...others]: readonly NamedArm[], options: Options = {}): Comparisons {
  return asFamily(first === undefined ? [] : others.map((other) => compareTwo(first, other, options)));
}

/** Each B against its own A, e.g. operators against the baselines that were asked the same; one family as well. */
export function compareEach(sides: readonly { a: NamedArm; b: NamedArm }[], options: Options = {}): Comparisons {
  return asFamily(sides.map(({ a, b }) => compareTwo(a, b, options)));
}

function compareTwo(a: NamedArm, b: NamedArm, options: Options): Comparison {
  return compare(a.trials, b.trials, { ...options, names: { a: a.name, b: b.name } });
}

function asFamily(comparisons: readonly Comparison[]): Comparisons {
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
