import { seededRandom, type Random } from "@eval/core";
import { defaultLevel } from "../stats/interval.js";
import { groupBy, isSham, isValid, type AnalysedTrial } from "../trials/analysed-trial.js";
import { coverageOf } from "../trials/coverage.js";
import { standInsOf } from "../trials/stand-ins.js";
import { shortestHorizon } from "../trials/time-to-event.js";
import { compareSuccess } from "./compare-success.js";
import { compareCurves, compareTimes, type CurveTest } from "./compare-time.js";
import type { Comparison, Effects } from "./comparison.js";
import { wordsOf } from "./comparison-words.js";
import type { Estimate } from "./effect.js";
import { matchTrials, type Sides } from "./match-trials.js";
import { pairingOf } from "./pairing.js";
import { poolTypes } from "./pool-types.js";
import { cases, stratumOf, type Case, type Stratum } from "./strata.js";
import { judgeFamily, type Effect, type Measure, type Member } from "./verdict.js";

export interface ComparisonOptions {
  /** For people. @default { a: "A", b: "B" } */
  names?: Sides<string>;
  /** Confidence of all intervals; 1 − level is what a family may err by. @default 0.95 */
  level?: number;
  /** By when a repair counts, and where restricted means end. @default the shortest horizon of all trials compared */
  tauMs?: number;
  /** What was to be asked, declared before looking. All of it is one family. @default both measures */
  measures?: readonly Measure[];
  /** Of permutations and bootstrap: the same seed gives the same figures. */
  seed?: string;
}

/**
 * Compares two arms, one verdict for each declared measure. Trials are paired where chaos type, seed and plan are
 * equal. Shams are left out.
 */
export function compare(
  a: readonly AnalysedTrial[],
  b: readonly AnalysedTrial[],
  options: ComparisonOptions = {},
): Comparison {
  const { names = { a: "A", b: "B" }, level = defaultLevel, measures = ["success_rate", "time_to_recover"] } = options;
  const faults = { a: a.filter((trial) => !isSham(trial)), b: b.filter((trial) => !isSham(trial)) };
  const tauMs = Math.min(options.tauMs ?? Infinity, shortestHorizon([...faults.a, ...faults.b]));
  const scope: Scope = { level, tauMs, measures, random: seededRandom(options.seed ?? "comparison") };

  const byType = { a: groupBy(faults.a, typeOf), b: groupBy(faults.b, typeOf) };
  const [typesOfA, typesOfB] = [[...byType.a.keys()].sort(), [...byType.b.keys()].sort()];
  const compared = typesOfA.filter((chaosType) => byType.b.has(chaosType));
  const types = compared.map((chaosType): ComparedType => {
    const trials = { a: byType.a.get(chaosType) ?? [], b: byType.b.get(chaosType) ?? [] };
    const matching = matchTrials(trials);
    const excluded = [...trials.a, ...trials.b].filter((trial) => !isValid(trial)).length;
    return { chaosType, excluded, matching, strata: stratumOf(chaosType, { trials, matching, tauMs }) };
  });

  const together = membersOf(types, scope);
  const apart = types.map((type) => membersOf([type], scope).onTheseTypes);
  const effectsApart = judgeFamily(apart.flat(), level);
  const judged: Omit<Comparison, "words"> = {
    version: 1,
    kind: "comparison",
    level,
    tauMs: Number.isFinite(tauMs) ? tauMs : 0,
    a: { name: names.a, coverage: coverageOf(faults.a), standIns: standInsOf(faults.a) },
    b: { name: names.b, coverage: coverageOf(faults.b), standIns: standInsOf(faults.b) },
    chaosTypes: {
      compared,
      onlyInA: typesOfA.filter((chaosType) => !byType.b.has(chaosType)),
      onlyInB: typesOfB.filter((chaosType) => !byType.a.has(chaosType)),
    },
    pairing: pairingOf(types.map(({ matching }) => matching)),
    family: {
      correction: "holm",
      measures: [...measures],
      overall: measures.length,
      byChaosType: measures.length * types.length,
    },
    ...overallOf(judgeFamily(together.overall, level), curvesOf(types, scope)),
    onTheseTypes:
      types.length > 1 ? effectsOf(judgeFamily(together.onTheseTypes, level), curvesOf(types, scope)) : null,
    byChaosType: types.map((type, index) => ({
      chaosType: type.chaosType,
      ...effectsOf(effectsApart.slice(index * measures.length, (index + 1) * measures.length), curvesOf([type], scope)),
    })),
  };
  return { ...judged, words: wordsOf(judged) };
}

/** The overall effects, and the verdict that follows from them. */
export function overallOf(
  effects: readonly Effect[],
  curves: CurveTest | null,
): Pick<Comparison, "overall" | "verdict"> {
  return { overall: effectsOf(effects, curves), verdict: effects[0]?.verdict ?? "inconclusive" };
}

interface ComparedType {
  chaosType: string;
  excluded: number;
  matching: ReturnType<typeof matchTrials>;
  strata: Record<Case, Stratum>;
}

interface Scope {
  level: number;
  tauMs: number;
  measures: readonly Measure[];
  random: Random;
}

/** The declared measures of several chaos types together: for faults in general, and for these types. */
function membersOf(
  types: readonly ComparedType[],
  { level, tauMs, measures, random }: Scope,
): { overall: Member[]; onTheseTypes: Member[] } {
  const excluded = types.reduce((sum, type) => sum + type.excluded, 0);
  const members = measures.map((measure) => {
    const estimate = (strata: readonly Stratum[]) =>
      measure === "success_rate" ? compareSuccess(strata, level) : compareTimes(strata, { level, random });
    const inCase = (name: Case) => {
      const strata = types.map((type) => type.strata[name]);
      const fixed = estimate(strata);
      const each = types.length > 1 ? strata.map((stratum) => estimate([stratum])) : [];
      return { fixed, pooled: poolTypes(fixed, each, { level, largest: measure === "success_rate" ? 1 : tauMs }) };
    };
    const seen = inCase("seen");
    const estimates = Object.fromEntries(
      cases.map((name) => [name, name === "seen" || excluded === 0 ? seen : inCase(name)]),
    ) as Record<Case, { fixed: Estimate; pooled: Estimate }>;
    const pick = (which: "fixed" | "pooled"): Member["estimates"] => ({
      seen: estimates.seen[which],
      worst: estimates.worst[which],
      best: estimates.best[which],
    });
    return {
      overall: { measure, excluded, estimates: pick("pooled") },
      onTheseTypes: { measure, excluded, estimates: pick("fixed") },
    };
  });
  return {
    overall: members.map(({ overall }) => overall),
    onTheseTypes: members.map(({ onTheseTypes }) => onTheseTypes),
  };
}

function curvesOf(types: readonly ComparedType[], { measures, random }: Scope): CurveTest | null {
  if (!measures.includes("time_to_recover") || types.length === 0) return null;
  return compareCurves(
    types.map(({ strata }) => strata.seen),
    random,
  );
}

function effectsOf(effects: readonly Effect[], curves: CurveTest | null): Effects {
  const find = (measure: Measure) => effects.find((effect) => effect.measure === measure) ?? null;
  return { successRate: find("success_rate"), timeToRecover: find("time_to_recover"), curves };
}

function typeOf({ chaosType }: AnalysedTrial): string {
  return chaosType;
}
