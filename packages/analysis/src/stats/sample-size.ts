import { defaultLevel } from "./interval.js";
import { criticalValue, normalQuantile } from "./normal.js";

/** How sure a plan is to be: two-sided confidence, and the chance to show a difference that is there. */
export type Sureness = { level?: number; power?: number };

export const defaultPower = 0.8;

/**
 * Trials per arm to tell two success rates apart: normal approximation with pooled variance under equality, as R's
 * power.prop.test; Fleiss, Statistical Methods for Rates and Proportions (1981), section 3.2. Infinity for equal rates.
 */
export function trialsPerArm(first: number, second: number, sureness: Sureness = {}): number {
  const { alpha, beta } = quantilesOf(sureness);
  const pooled = (first + second) / 2;
  const root =
    alpha * Math.sqrt(2 * pooled * (1 - pooled)) + beta * Math.sqrt(first * (1 - first) + second * (1 - second));
  return wholeTrials((root / (first - second)) ** 2);
}

/**
 * Pairs to tell two success rates apart, from the shares of pairs in which the first alone and the second alone
 * succeeds: Connor, Biometrics 43 (1987) 207. Infinity for equal shares.
 */
export function pairsNeeded(firstOnly: number, secondOnly: number, sureness: Sureness = {}): number {
  const { alpha, beta } = quantilesOf(sureness);
  const discordant = firstOnly + secondOnly;
  const difference = firstOnly - secondOnly;
  const root = alpha * Math.sqrt(discordant) + beta * Math.sqrt(Math.max(0, discordant - difference ** 2));
  return wholeTrials((root / difference) ** 2);
}

/** Trials without a single failure after which the rate's one-sided lower bound is at least `rate`: rate^n ≤ 1 − level. */
export function allSuccessRuns(rate: number, level = defaultLevel): number {
  return wholeTrials(Math.log(1 - level) / Math.log(rate));
}

/**
 * Events, of both arms together, to show a hazard ratio by the log-rank test: Schoenfeld, Biometrika 68 (1981) 316.
 * `share` is the first arm's of all trials.
 */
export function eventsNeeded(
  hazardRatio: number,
  { share = 0.5, ...sureness }: Sureness & { share?: number } = {},
): number {
  const { alpha, beta } = quantilesOf(sureness);
  return wholeTrials((alpha + beta) ** 2 / (share * (1 - share) * Math.log(hazardRatio) ** 2));
}

export type QuestionVariance = {
  /** Between questions, of the difference of the two arms' expected scores. */
  between: number;
  /** Within a question, of one score of each arm, and how often each is asked. */
  first?: { variance: number; repeats: number };
  second?: { variance: number; repeats: number };
};

/** Questions (chaos plans) to show a difference of mean scores: Miller, arXiv:2411.00640, section 5. */
export function questionsNeeded(
  difference: number,
  { between, first, second }: QuestionVariance,
  sureness: Sureness = {},
): number {
  const { alpha, beta } = quantilesOf(sureness);
  const within = [first, second].reduce((sum, arm) => sum + (arm ? arm.variance / arm.repeats : 0), 0);
  return wholeTrials(((alpha + beta) ** 2 * (between + within)) / difference ** 2);
}

export function quantilesOf({ level = defaultLevel, power = defaultPower }: Sureness): { alpha: number; beta: number } {
  return { alpha: criticalValue(level), beta: normalQuantile(power) };
}

/** Rounded up, but not for what the last bits of a double add. */
function wholeTrials(n: number): number {
  return Math.ceil(n * (1 - 1e-12));
}
