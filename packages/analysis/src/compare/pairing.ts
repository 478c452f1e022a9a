import { isValid } from "../trials/analysed-trial.js";
import type { Matching, Sides } from "./match-trials.js";

/** How many trials could be paired, and why the others could not. */
export type Pairing = {
  /** Pairs of valid trials with equal chaos type, seed and plan. */
  pairs: number;
  /** Chaos types compared in pairs, and as independent because a valid trial had no partner. */
  pairedTypes: number;
  independentTypes: number;
  /** Valid trials of either arm whose counterpart of the same seed had another plan. */
  otherPlan: number;
  /** Valid trials without a counterpart of the same seed and plan, those of another plan included. */
  alone: Sides<number>;
  /** Valid trials whose counterpart is excluded: they count in the bounds, and in what is not paired. */
  counterpartExcluded: Sides<number>;
  /** Trials of equal arm, seed and plan: pairs beyond the first of their kind, and those of either arm that were left out. */
  repeats: { pairs: number; setAside: Sides<number> };
};

export function pairingOf(matchings: readonly Matching[]): Pairing {
  const count = (of: (matching: Matching) => number) => matchings.reduce((sum, matching) => sum + of(matching), 0);
  const both = (of: (matching: Matching, side: "a" | "b") => number) => ({
    a: count((matching) => of(matching, "a")),
    b: count((matching) => of(matching, "b")),
  });
  const pairedTypes = count((matching) => Number(isPaired(matching)));
  return {
    pairs: count(({ pairs }) => pairs.length),
    pairedTypes,
    independentTypes: matchings.length - pairedTypes,
    otherPlan: count(({ otherPlan }) => otherPlan),
    alone: both(({ loose }, side) => loose[side].length),
    counterpartExcluded: both(
      ({ broken }, side) => broken.filter((match) => match[side] !== undefined && isValid(match[side])).length,
    ),
    repeats: {
      pairs: count(({ repeatedPairs }) => repeatedPairs),
      setAside: both(({ setAside }, side) => setAside[side].length),
    },
  };
}

/**
 * Whether a chaos type is compared in pairs: there are some, and no valid trial is left over but for an excluded
 * counterpart. So no valid trial is dropped because its plan came out otherwise.
 */
export function isPaired({ pairs, loose }: Matching): boolean {
  return pairs.length > 0 && loose.a.length + loose.b.length === 0;
}
