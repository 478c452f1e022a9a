import { clamp } from "../stats/interval.js";
import { mcnemar } from "../stats/mcnemar.js";
import { newcombePaired } from "../stats/paired-difference.js";
import { scoreDifference, scoreTest, weightedDifference, type TwoSamples } from "../stats/score-difference.js";
import { allPairs, nothingKnown, type Estimate } from "./effect.js";
import type { Sides } from "./match-trials.js";
import type { Result, Stratum } from "./strata.js";

/**
 * Difference of the success rates, b − a, on these chaos types. In pairs: McNemar's mid-p and Newcombe's paired
 * interval. Else: Miettinen and Nurminen's score test and interval, stratified by chaos type.
 */
export function compareSuccess(strata: readonly Stratum[], level: number): Estimate {
  const pairs = allPairs(strata);
  return pairs ? inPairs(pairs, level) : unpaired(strata, level);
}

function inPairs(pairs: readonly Sides<Result>[], level: number): Estimate {
  const n = pairs.length;
  const known = { a: n, b: n, pairs: n };
  if (n === 0) return nothingKnown("mcnemar_mid_p", known);
  const count = (a: boolean, b: boolean) => pairs.filter((pair) => pair.a.success === a && pair.b.success === b).length;
  const counts = {
    both: count(true, true),
    firstOnly: count(false, true),
    secondOnly: count(true, false),
    neither: count(false, false),
  };
  return {
    method: "mcnemar_mid_p",
    n: known,
    a: (counts.both + counts.secondOnly) / n,
    b: (counts.both + counts.firstOnly) / n,
    difference: (counts.firstOnly - counts.secondOnly) / n,
    interval: newcombePaired(counts, level),
    p: mcnemar(counts.firstOnly, counts.secondOnly).midP,
    acrossTypes: null,
  };
}

function unpaired(strata: readonly Stratum[], level: number): Estimate {
  const samples = strata.map(samplesOf).filter(({ first, second }) => first.n > 0 && second.n > 0);
  const results = { a: strata.flatMap(({ a }) => a), b: strata.flatMap(({ b }) => b) };
  const n = { a: results.a.length, b: results.b.length, pairs: null };
  if (samples.length === 0) return nothingKnown("miettinen_nurminen", n);
  return {
    method: "miettinen_nurminen",
    n,
    a: rate(results.a),
    b: rate(results.b),
    difference: weightedDifference(samples),
    interval: clamp(scoreDifference(samples, level), -1, 1),
    p: scoreTest(samples),
    acrossTypes: null,
  };
}

function samplesOf({ a, b }: Stratum): TwoSamples {
  return {
    first: { successes: b.filter(({ success }) => success).length, n: b.length },
    second: { successes: a.filter(({ success }) => success).length, n: a.length },
  };
}

function rate(results: readonly Result[]): number {
  return results.filter(({ success }) => success).length / results.length;
}
