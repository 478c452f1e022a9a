import {
  analyse,
  compareAll,
  compareWithFirst,
  defaultLevel,
  splitArms,
  type Analysis,
  type Arm,
  type Comparisons,
} from "@eval/analysis";
import { armStyles, type ArmStyle } from "./figures/arm-style.js";
import type { ReportedTrial, ReportInput } from "./report-input.js";

/** Up to so many arms are compared each with each; of more, all with the first. */
const mostArmsEachWithEach = 4;

/** What a report says, computed once. */
export interface Findings {
  level: number;
  analysis: Analysis;
  /** In the analysis' order. */
  arms: readonly { arm: Arm; trials: readonly ReportedTrial[] }[];
  styles: ReadonlyMap<string, ArmStyle>;
  comparisons: Comparisons;
  /** Names of the chaos types met, shams left out. */
  chaosTypes: readonly string[];
  /** Different horizons, ascending. */
  horizonsMs: readonly number[];
}

/** The same functions as `eval analyze` and `eval compare` use, on the same trials. */
export function findingsOf({ trials, level = defaultLevel }: Pick<ReportInput, "trials" | "level">): Findings {
  const analysis = analyse(trials, { level });
  const arms = splitArms(trials).map(({ arm, trials: own }) => ({ arm, trials: own as ReportedTrial[] }));
  const compared = arms.map(({ arm, trials: own }) => ({ name: arm.name, trials: own }));
  const types = analysis.arms.flatMap(({ byChaosType }) => byChaosType.map(({ chaosType }) => chaosType));
  return {
    level,
    analysis,
    arms,
    styles: armStyles(arms.map(({ arm }) => arm)),
    comparisons:
      arms.length <= mostArmsEachWithEach ? compareAll(compared, { level }) : compareWithFirst(compared, { level }),
    chaosTypes: [...new Set(types)].sort(),
    horizonsMs: [...new Set(trials.map(({ horizonMs }) => horizonMs))].sort((one, other) => one - other),
  };
}
