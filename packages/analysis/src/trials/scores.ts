import { commandSummaryOf, type CommandSummary } from "../commands/command-summary.js";
import { isValid, type AnalysedTrial } from "./analysed-trial.js";
import { claimsOf, healingOf, lostWritesOf, type Claims, type Healing, type LostWrites } from "./claims.js";
import { clientImpactOf, type ClientImpact } from "./client-impact.js";
import { coverageOf, type Coverage } from "./coverage.js";
import { falseTicketsOf, type FalseTickets } from "./false-tickets.js";
import { reliabilityOf, type Reliability } from "./reliability.js";
import { successRateOf, type SuccessRate } from "./success-rate.js";
import { timeToEvent, type TimeToEvent } from "./time-to-event.js";

/** What is said of a set of trials of one arm. JSON throughout; durations in ms. */
export type Scores = {
  coverage: Coverage;
  successRate: SuccessRate;
  /** Why valid trials did not succeed: the outcome's code, or `timeout`. Most frequent first. */
  failures: { code: string; count: number }[];
  /** Null in a baseline, which has no operator, and where no trial is valid. */
  timeToDetect: TimeToEvent | null;
  /** To the operator's claim, where the claim was right. Null as above. */
  timeToResolve: TimeToEvent | null;
  /** To the start of the recovery that the harness observed, where nothing was lost. */
  timeToRecover: TimeToEvent | null;
  clientImpact: ClientImpact;
  /** Null in a baseline. */
  claims: Claims | null;
  falseTickets: FalseTickets | null;
  commands: CommandSummary | null;
  lostWrites: LostWrites;
  healedBy: Healing;
  reliability: Reliability[];
};

export interface ScoreOptions {
  level: number;
  tauMs?: number | undefined;
  curves?: boolean | undefined;
  ks: readonly number[];
}

/** Of trials with a fault, all of one arm; `shams` of the same arm add to its false tickets. */
export function scoresOf(
  trials: readonly AnalysedTrial[],
  options: ScoreOptions,
  shams: readonly AnalysedTrial[] = [],
): Scores {
  const valid = trials.filter(isValid);
  const operated = valid.filter(({ baseline }) => !baseline);
  const hasOperator = trials.some(({ baseline }) => !baseline) || trials.length === 0;
  const { level } = options;
  return {
    coverage: coverageOf(trials),
    successRate: successRateOf(trials, level),
    failures: failuresOf(valid),
    timeToDetect: timeToEvent(operated, "detect", options),
    timeToResolve: timeToEvent(operated, "resolve", options),
    timeToRecover: timeToEvent(valid, "recover", options),
    clientImpact: clientImpactOf(valid),
    claims: hasOperator ? claimsOf(operated, level) : null,
    falseTickets: hasOperator ? falseTicketsOf([...operated, ...shams.filter(isValid)], level) : null,
    commands: hasOperator ? commandSummaryOf(operated) : null,
    lostWrites: lostWritesOf(valid),
    healedBy: healingOf(valid),
    reliability: reliabilityOf(valid, options.ks),
  };
}

function failuresOf(valid: readonly AnalysedTrial[]): Scores["failures"] {
  const counts = new Map<string, number>();
  for (const { outcome, outcomeCode } of valid) {
    if (outcome === "success") continue;
    const code = outcomeCode ?? (outcome === "timeout" ? "timeout" : "unknown");
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
}
