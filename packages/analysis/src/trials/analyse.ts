import { commandCounter } from "../commands/count-commands.js";
import { destructiveRules, type DestructiveRule } from "../commands/destructive-rules.js";
import { defaultLevel } from "../stats/interval.js";
import { groupBy, isSham, isValid, type AnalysedTrial } from "./analysed-trial.js";
import { splitArms, type Arm } from "./arms.js";
import { coverageOf, type Coverage } from "./coverage.js";
import { falseTicketsOf, type FalseTickets } from "./false-tickets.js";
import { rateOf, type Rate } from "./rate.js";
import { standInNote, standInsOf, type StandIns } from "./stand-ins.js";
import { scoresOf, type ScoreOptions, type Scores } from "./scores.js";

export interface AnalysisOptions {
  /** Confidence of all intervals. @default 0.95 */
  level?: number;
  /** Where restricted means end. @default the shortest horizon of the trials they are taken of */
  tauMs?: number;
  /** Adds the Kaplan–Meier curves. @default false */
  curves?: boolean;
  /** The k of pass@k and pass^k. @default [1, 2, 3, 5, 10] */
  ks?: readonly number[];
  /** @default destructiveRules */
  rules?: readonly DestructiveRule[];
}

/** The analysis of a set of trials. JSON; `version` changes when a field changes its meaning or goes. */
export type Analysis = {
  version: 1;
  kind: "analysis";
  level: number;
  /** Baselines first, then by name. */
  arms: ArmAnalysis[];
};

export type ArmAnalysis = {
  arm: Arm;
  campaignIds: number[];
  /** All faults together; shams only in `shams` and in the false tickets. */
  overall: Scores;
  /** By name of the chaos type. */
  byChaosType: { chaosType: string; scores: Scores }[];
  shams: ShamScores | null;
  /** Shams included. */
  standIns: StandIns;
  /** What a reader must know before comparing these figures. */
  notes: string[];
};

/** Trials without a fault. */
export type ShamScores = {
  coverage: Coverage;
  /** Clusters that were not healthy in the end, or lost writes. */
  harmed: Rate;
  /** Of the shams alone. Null in a baseline. */
  falseTickets: FalseTickets | null;
};

/** Every arm's scores, in all and by chaos type. Pure: the same trials give the same figures. */
export function analyse(trials: readonly AnalysedTrial[], options: AnalysisOptions = {}): Analysis {
  const { level = defaultLevel, ks = [1, 2, 3, 5, 10], rules = destructiveRules, tauMs, curves } = options;
  const scoring: ScoreOptions = { level, ks, tauMs, curves };
  const count = commandCounter(rules);
  const counted = trials.map((trial) =>
    trial.commands && !trial.commandCounts ? { ...trial, commandCounts: count(trial.commands) } : trial,
  );
  return {
    version: 1,
    kind: "analysis",
    level,
    arms: splitArms(counted).map(({ arm, trials: ofArm }) => analyseArm(arm, ofArm, scoring)),
  };
}

function analyseArm(arm: Arm, trials: readonly AnalysedTrial[], options: ScoreOptions): ArmAnalysis {
  const shams = trials.filter(isSham);
  const faults = trials.filter((trial) => !isSham(trial));
  const types = [...groupBy(faults, ({ chaosType }) => chaosType)].sort(([one], [other]) => (one < other ? -1 : 1));
  const overall = scoresOf(faults, options, shams);
  // A single type's scores are those of all faults: they need not be computed twice.
  const same = types.length === 1 && shams.length === 0;
  return {
    arm,
    campaignIds: [...new Set(trials.map(({ campaignId }) => campaignId))].sort((one, other) => one - other),
    overall,
    byChaosType: types.map(([chaosType, ofType]) => ({
      chaosType,
      scores: same ? overall : scoresOf(ofType, options),
    })),
    shams: shams.length === 0 ? null : shamScores(shams, arm, options),
    standIns: standInsOf(trials),
    notes: notesOn(faults, standInsOf(trials)),
  };
}

function shamScores(shams: readonly AnalysedTrial[], { baseline }: Arm, { level }: ScoreOptions): ShamScores {
  const valid = shams.filter(isValid);
  const harmed = valid.filter(({ outcome }) => outcome !== "success").length;
  return {
    coverage: coverageOf(shams),
    harmed: rateOf({ successes: harmed, n: valid.length }, level),
    falseTickets: baseline ? null : falseTicketsOf(valid, level),
  };
}

function notesOn(faults: readonly AnalysedTrial[], standIns: StandIns): string[] {
  const standIn = standInNote(standIns);
  const repeats = countRepeats(faults);
  const notes = [
    ...(standIn === null ? [] : [standIn]),
    ...(repeats === 0
      ? []
      : [
          `${repeats} of the ${faults.length} trials repeat the seed and plan of another of this arm: they are counted, though they are not independent of it.`,
        ]),
  ];
  const horizons = new Set(faults.map(({ horizonMs }) => horizonMs));
  if (horizons.size <= 1) return notes;
  const [shortest, longest] = [Math.min(...horizons), Math.max(...horizons)];
  return [
    ...notes,
    `The trials had horizons from ${shortest} to ${longest} ms: success rates mix them, restricted means end at the shortest.`,
  ];
}

/** Valid trials beyond the first of their chaos type, seed and plan. */
function countRepeats(trials: readonly AnalysedTrial[]): number {
  const counting = ({ planDigest, outcome }: AnalysedTrial) => planDigest !== null && isValid({ outcome });
  const seeds = new Set<string>();
  const again = new Set<string>();
  for (const trial of trials) {
    if (!counting(trial)) continue;
    const before = seeds.size;
    seeds.add(trial.seed);
    if (seeds.size === before) again.add(trial.seed);
  }
  // Of a hundred thousand trials hardly any: the others need no text of their own.
  const asked = new Set<string>();
  let repeats = 0;
  for (const trial of trials) {
    if (!again.has(trial.seed) || !counting(trial)) continue;
    const before = asked.size;
    asked.add(`${trial.chaosType}\n${trial.seed}\n${trial.planDigest}`);
    if (asked.size === before) repeats++;
  }
  return repeats;
}
