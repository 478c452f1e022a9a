import type { Coverage } from "../trials/coverage.js";
import type { StandIns } from "../trials/stand-ins.js";
import type { CurveTest } from "./compare-time.js";
import type { Pairing } from "./pairing.js";
import type { Effect, Measure, Verdict } from "./verdict.js";

/** B against A. JSON; `version` changes when a field changes its meaning or goes. */
export type Comparison = {
  version: 1;
  kind: "comparison";
  level: number;
  tauMs: number;
  a: ComparedArm;
  b: ComparedArm;
  /** Chaos types that both arms met are compared; the others are only named. */
  chaosTypes: { compared: string[]; onlyInA: string[]; onlyInB: string[] };
  pairing: Pairing;
  /** Holm's families: how many p-values are adjusted together. */
  family: { correction: "holm"; measures: Measure[]; overall: number; byChaosType: number };
  /** For faults in general, of which the chaos types are a sample. Of a single type, for that type. */
  overall: Effects;
  /** For these very chaos types, were there no others. Null when there is only one. */
  onTheseTypes: Effects | null;
  byChaosType: ({ chaosType: string } & Effects)[];
  /** The overall one of the first declared measure. */
  verdict: Verdict;
  /** The same in sentences, the answer first. */
  words: string[];
};

export type ComparedArm = { name: string; coverage: Coverage; standIns: StandIns };

/** Null for a measure that was not declared. `curves` has no verdict: it asks the same as `timeToRecover` another way. */
export type Effects = { successRate: Effect | null; timeToRecover: Effect | null; curves: CurveTest | null };
