import type { Random } from "@eval/core";
import { bootstrapMean } from "../stats/bootstrap.js";
import { logRank, permutationLogRank } from "../stats/log-rank.js";
import { mcnemar } from "../stats/mcnemar.js";
import { mean, sum } from "../stats/mean.js";
import { criticalValue, twoSidedP } from "../stats/normal.js";
import { permutationTest } from "../stats/permutation.js";
import { signFlipTest } from "../stats/sign-flip.js";
import { allPairs, nothingKnown, type Estimate } from "./effect.js";
import type { Sides } from "./match-trials.js";
import type { Result, Stratum } from "./strata.js";

/** Below so many trials in an arm, p-values come from permutations. */
const permuteBelow = 20;

export type TimeOptions = { level: number; random: Random };

/**
 * Difference of the restricted mean times to recovery, b − a in ms: negative where B is faster. As only tau censors,
 * each is the mean of min(time, tau). In pairs: sign-flip test and bootstrap of the differences. Else: mean over the
 * chaos types weighted n_a·n_b/(n_a + n_b), with normal interval; by permutation within the types where an arm is
 * small or nothing varies.
 */
export function compareTimes(strata: readonly Stratum[], { level, random }: TimeOptions): Estimate {
  const pairs = allPairs(strata);
  return pairs ? inPairs(pairs, { level, random }) : unpaired(strata, { level, random });
}

function inPairs(pairs: readonly Sides<Result>[], { level, random }: TimeOptions): Estimate {
  const n = { a: pairs.length, b: pairs.length, pairs: pairs.length };
  if (pairs.length === 0) return nothingKnown("paired_sign_flip", n);
  const differences = pairs.map(({ a, b }) => b.timeMs - a.timeMs);
  return {
    method: "paired_sign_flip",
    n,
    a: mean(pairs.map(({ a }) => a.timeMs)),
    b: mean(pairs.map(({ b }) => b.timeMs)),
    difference: mean(differences),
    interval: bootstrapMean(differences, level, random.fork("bootstrap")),
    p: signFlipTest(differences, random.fork("sign-flip")),
    acrossTypes: null,
  };
}

function unpaired(strata: readonly Stratum[], { level, random }: TimeOptions): Estimate {
  const usable = strata.filter(({ a, b }) => a.length > 0 && b.length > 0);
  const times = usable.map(({ a, b }) => ({ a: a.map(({ timeMs }) => timeMs), b: b.map(({ timeMs }) => timeMs) }));
  const all = { a: times.flatMap(({ a }) => a), b: times.flatMap(({ b }) => b) };
  const n = { a: all.a.length, b: all.b.length, pairs: null };
  if (usable.length === 0) return nothingKnown("restricted_mean_normal", n);
  const weights = times.map(({ a, b }) => (a.length * b.length) / (a.length + b.length));
  const weighted = (values: number[]) => sum(values.map((value, index) => value * weights[index]!)) / sum(weights);
  const difference = weighted(times.map(({ a, b }) => mean(b) - mean(a)));
  const variances = times.map(({ a, b }, index) => weights[index]! ** 2 * (varianceOfMean(a) + varianceOfMean(b)));
  const standardError = Math.sqrt(sum(variances)) / sum(weights);
  const reach = criticalValue(level) * standardError;
  const permuted = Math.min(n.a, n.b) < permuteBelow || standardError === 0;
  return {
    method: permuted ? "restricted_mean_permutation" : "restricted_mean_normal",
    n,
    a: mean(all.a),
    b: mean(all.b),
    difference,
    interval: standardError === 0 ? null : { lower: difference - reach, upper: difference + reach },
    p: permuted
      ? permutationTest(
          times.map(({ a, b }) => ({ first: b, second: a })),
          random.fork("permutation"),
        )
      : twoSidedP(difference / standardError),
    acrossTypes: null,
  };
}

/** Greenwood's, which without censoring before tau divides by n twice. */
function varianceOfMean(times: readonly number[]): number {
  const centre = mean(times);
  return sum(times.map((time) => (time - centre) ** 2)) / times.length ** 2;
}

/** The same question asked of the whole curves. */
export type CurveTest = {
  /** Stratified by pair (which is McNemar's test on who was faster), or by chaos type; by permutation where small. */
  method: "log_rank_by_pair" | "log_rank_by_type" | "log_rank_by_permutation";
  chiSquared: number;
  p: number;
};

export function compareCurves(strata: readonly Stratum[], random: Random): CurveTest {
  const pairs = allPairs(strata);
  if (pairs) {
    const { chiSquared } = logRank(pairs.map(({ a, b }) => ({ first: [survival(b)], second: [survival(a)] })));
    const faster = (one: "a" | "b", other: "a" | "b") =>
      pairs.filter((pair) => pair[one].event && (!pair[other].event || pair[one].timeMs < pair[other].timeMs)).length;
    return { method: "log_rank_by_pair", chiSquared, p: mcnemar(faster("a", "b"), faster("b", "a")).midP };
  }
  const arms = strata.map(({ a, b }) => ({ first: b.map(survival), second: a.map(survival) }));
  const { chiSquared, p } = logRank(arms);
  const smaller = Math.min(sum(strata.map(({ a }) => a.length)), sum(strata.map(({ b }) => b.length)));
  if (smaller >= permuteBelow) return { method: "log_rank_by_type", chiSquared, p };
  return { method: "log_rank_by_permutation", chiSquared, p: permutationLogRank(arms, random.fork("log-rank")) };
}

function survival({ timeMs, event }: Result): { time: number; event: boolean } {
  return { time: timeMs, event };
}
