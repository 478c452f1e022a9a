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
  /** Of the loose ones, those for which the other arm has one of the same seed and another plan, counted in both arms. */
  otherPlan: number;
};

/** A trial belongs to one pair at most; repetitions of a seed are paired in their order. */
export function matchTrials(trials: Sides<readonly AnalysedTrial[]>): Matching {
  const matching: Matching = { pairs: [], broken: [], loose: { a: [], b: [] }, otherPlan: 0 };
  const bySeed = { a: groupBy(trials.a, ({ seed }) => seed), b: groupBy(trials.b, ({ seed }) => seed) };
  for (const seed of new Set([...bySeed.a.keys(), ...bySeed.b.keys()])) {
    matchSeed({ a: bySeed.a.get(seed) ?? [], b: bySeed.b.get(seed) ?? [] }, matching);
  }
  return matching;
}

function matchSeed(trials: Sides<readonly AnalysedTrial[]>, matching: Matching): void {
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
  const loose = { a: left.a.filter(isValid), b: left.b.filter(isValid) };
  matching.broken.push(...left.a.filter((a) => !isValid(a)).map((a) => ({ a })));
  matching.broken.push(...left.b.filter((b) => !isValid(b)).map((b) => ({ b })));
  matching.loose.a.push(...loose.a);
  matching.loose.b.push(...loose.b);
  matching.otherPlan += 2 * Math.min(loose.a.length, loose.b.length);
}
