import { groupBy, isValid, type AnalysedTrial } from "../trials/analysed-trial.js";

export type Sides<T> = { a: T; b: T };

/** The trials of one chaos type in two arms, put together by seed and plan. */
export type Matching = {
  /** Both valid, with the same plan. */
  pairs: Sides<AnalysedTrial>[];
  /** At least one of them excluded (invalid, aborted, unfinished), or excluded and without any partner. */
  broken: Partial<Sides<AnalysedTrial>>[];
  /** Valid, and without a partner of the same plan. */
  loose: Sides<AnalysedTrial[]>;
  /** Valid, without a partner, and no more than another go at what a matched trial of the same arm was asked: left out. */
  setAside: Sides<AnalysedTrial[]>;
  /** Of the pairs, those beyond the first of their seed and plan. */
  repeatedPairs: number;
  /** Of the loose ones, those for which the other arm has one of the same seed and another plan, counted in both arms. */
  otherPlan: number;
};

/**
 * A trial belongs to one pair at most. Repeats, that is trials of one arm with equal seed and plan, are paired in their
 * order, the first with the first; what one arm has more of is set aside, so that it neither parts the other pairs nor
 * counts as if it were evidence of its own.
 */
export function matchTrials(trials: Sides<readonly AnalysedTrial[]>): Matching {
  const matching: Matching = {
    pairs: [],
    broken: [],
    loose: { a: [], b: [] },
    otherPlan: 0,
    setAside: { a: [], b: [] },
    repeatedPairs: 0,
  };
  const bySeed = { a: groupBy(trials.a, ({ seed }) => seed), b: groupBy(trials.b, ({ seed }) => seed) };
  for (const seed of new Set([...bySeed.a.keys(), ...bySeed.b.keys()])) {
    matchSeed({ a: bySeed.a.get(seed) ?? [], b: bySeed.b.get(seed) ?? [] }, matching);
  }
  return matching;
}

function matchSeed(trials: Sides<readonly AnalysedTrial[]>, matching: Matching): void {
  const pairsBefore = matching.pairs.length;
  const left = { a: [...trials.a], b: [...trials.b] };
  const take = (into: Partial<Sides<AnalysedTrial>>[], fits: (a: AnalysedTrial, b: AnalysedTrial) => boolean) => {
    left.a = left.a.filter((a) => {
      const index = left.b.findIndex((b) => fits(a, b));
      if (index >= 0) into.push({ a, b: left.b.splice(index, 1)[0]! });
      return index === -1;
    });
  };
  take(matching.pairs, (a, b) => isValid(a) && isValid(b) && a.planDigest !== null && a.planDigest === b.planDigest);
  take(matching.broken, (a, b) => isValid(a) !== isValid(b));
  take(matching.broken, (a, b) => !isValid(a) && !isValid(b));
  const pairs = matching.pairs.slice(pairsBefore);
  matching.repeatedPairs += pairs.length - new Set(pairs.map(({ a }) => a.planDigest)).size;
  const loose = { a: withoutRepeats("a"), b: withoutRepeats("b") };
  matching.broken.push(...left.a.filter((a) => !isValid(a)).map((a) => ({ a })));
  matching.broken.push(...left.b.filter((b) => !isValid(b)).map((b) => ({ b })));
  matching.loose.a.push(...loose.a);
  matching.loose.b.push(...loose.b);
  matching.otherPlan += 2 * Math.min(loose.a.length, loose.b.length);

  function withoutRepeats(side: "a" | "b"): AnalysedTrial[] {
    const valid = left[side].filter(isValid);
    const matched = trials[side].filter((trial) => isValid(trial) && !valid.includes(trial));
    const plans = new Set(matched.flatMap(({ planDigest }) => planDigest ?? []));
    const isRepeat = ({ planDigest }: AnalysedTrial) => planDigest !== null && plans.has(planDigest);
    matching.setAside[side].push(...valid.filter(isRepeat));
    return valid.filter((trial) => !isRepeat(trial));
  }
}
