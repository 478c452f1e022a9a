import type { Random } from "@eval/core";
import { chiSquaredTail } from "./chi-squared.js";
import type { Survival } from "./kaplan-meier.js";
import { permutationTest, type TwoArms } from "./permutation.js";

/** Two arms within one stratum. */
export type TwoSurvivals = { first: readonly Survival[]; second: readonly Survival[] };

/** `log_rank` weights all events alike; `peto` weights each by the pooled survival just before it (R's rho = 1). */
export type LogRankWeight = "log_rank" | "peto";

export type LogRank = {
  /** Events of each arm: observed, and expected were there no difference. Weighted, with `peto`. */
  first: { observed: number; expected: number };
  second: { observed: number; expected: number };
  variance: number;
  chiSquared: number;
  /** Of chi-squared with one degree of freedom; 1 when nothing can be told. */
  p: number;
};

/**
 * Two-sample test of equal hazards, summed over strata: Mantel, Cancer Chemother. Rep. 50 (1966) 163; the weighted
 * form is Peto and Peto, J. R. Statist. Soc. A 135 (1972) 185, as Harrington and Fleming (1982) give it.
 */
export function logRank(strata: readonly TwoSurvivals[], weight: LogRankWeight = "log_rank"): LogRank {
  const result = { first: { observed: 0, expected: 0 }, second: { observed: 0, expected: 0 }, variance: 0 };
  for (const { first, second } of strata) {
    let survival = 1;
    for (const { atRisk, atRiskFirst, events, eventsFirst } of jointRiskTable(first, second)) {
      const w = weight === "peto" ? survival : 1;
      const share = atRiskFirst / atRisk;
      result.first.observed += w * eventsFirst;
      result.first.expected += w * events * share;
      result.second.observed += w * (events - eventsFirst);
      result.second.expected += w * events * (1 - share);
      if (atRisk > 1) result.variance += (w * w * events * share * (1 - share) * (atRisk - events)) / (atRisk - 1);
      survival *= (atRisk - events) / atRisk;
    }
  }
  const excess = result.first.observed - result.first.expected;
  const chiSquared = result.variance > 0 ? excess ** 2 / result.variance : 0;
  return { ...result, chiSquared, p: chiSquaredTail(chiSquared, 1) };
}

/**
 * The same test by permutation, for small samples. What an arm's events exceed expectation by is the sum of its
 * log-rank scores, event − cumulative hazard, which are dealt out again within each stratum: Peto and Peto (1972).
 * Holds where both arms are censored alike, as by a common horizon.
 */
export function permutationLogRank(strata: readonly TwoSurvivals[], random?: Random): number {
  return permutationTest(strata.map(logRankScores), random);
}

function logRankScores({ first, second }: TwoSurvivals): TwoArms {
  let hazard = 0;
  const steps = jointRiskTable(first, second).map(({ time, atRisk, events }) => {
    hazard += events / atRisk;
    return { time, hazard };
  });
  const score = ({ time, event }: Survival) =>
    Number(event) - (steps.findLast((step) => step.time <= time)?.hazard ?? 0);
  return { first: first.map(score), second: second.map(score) };
}

interface JointRisk {
  time: number;
  atRisk: number;
  atRiskFirst: number;
  events: number;
  eventsFirst: number;
}

function jointRiskTable(first: readonly Survival[], second: readonly Survival[]): JointRisk[] {
  const sorted = [
    ...first.map((survival) => ({ ...survival, isFirst: true })),
    ...second.map((survival) => ({ ...survival, isFirst: false })),
  ].sort((a, b) => a.time - b.time);
  const table: JointRisk[] = [];
  let atRiskFirst = first.length;
  let index = 0;
  while (index < sorted.length) {
    const { time } = sorted[index]!;
    const row = { time, atRisk: sorted.length - index, atRiskFirst, events: 0, eventsFirst: 0 };
    for (; index < sorted.length && sorted[index]!.time === time; index++) {
      const { event, isFirst } = sorted[index]!;
      if (isFirst) atRiskFirst--;
      if (event) row.events++;
      if (event && isFirst) row.eventsFirst++;
    }
    if (row.events > 0) table.push(row);
  }
  return table;
}
