import type { AnalysedTrial } from "../trials/analysed-trial.js";
import type { CommandCounts } from "./count-commands.js";

/** The commands of the valid trials with an operator. */
export type CommandSummary = {
  total: number;
  perTrial: number | null;
  /** The rest refers to the trials whose commands were at hand; null when there were none. */
  read: CommandsRead | null;
};

export type CommandsRead = {
  trials: number;
  total: number;
  /** Different ones within each trial, summed over the trials. */
  unique: number;
  failed: number;
  unanswered: number;
  repeated: number;
  /** Trials in which a command ran three times or more within a minute. */
  thrashingTrials: number;
  /** Runs of commands that a rule names, and in how many trials. */
  destructive: {
    runs: number;
    trials: number;
    byRule: { rule: string; runs: number; trials: number; example: string }[];
  };
};

export function commandSummaryOf(trials: readonly AnalysedTrial[]): CommandSummary {
  const total = trials.reduce((sum, { commandCount }) => sum + commandCount, 0);
  const counts = trials.map(({ commandCounts }) => commandCounts).filter((counted) => counted !== undefined);
  return {
    total,
    perTrial: trials.length === 0 ? null : total / trials.length,
    read: counts.length === 0 ? null : summarise(counts),
  };
}

function summarise(counts: readonly CommandCounts[]): CommandsRead {
  const sum = (pick: (counts: CommandCounts) => number) => counts.reduce((total, one) => total + pick(one), 0);
  return {
    trials: counts.length,
    total: sum(({ total }) => total),
    unique: sum(({ unique }) => unique),
    failed: sum(({ failed }) => failed),
    unanswered: sum(({ unanswered }) => unanswered),
    repeated: sum(({ repeated }) => repeated),
    thrashingTrials: sum(({ thrashing }) => Number(thrashing.length > 0)),
    destructive: {
      runs: sum(({ destructive }) => runsOf(destructive)),
      trials: sum(({ destructive }) => Number(destructive.length > 0)),
      byRule: byRule(counts),
    },
  };
}

/** A command that several rules name ran no oftener for it. */
function runsOf(destructive: CommandCounts["destructive"]): number {
  if (destructive.length === 0) return 0;
  const runs = new Map(destructive.map(({ command, count }) => [command, count]));
  return [...runs.values()].reduce((sum, count) => sum + count, 0);
}

function byRule(counts: readonly CommandCounts[]): CommandsRead["destructive"]["byRule"] {
  const rules = new Map<string, { rule: string; runs: number; trials: number; example: string }>();
  for (const { destructive } of counts) {
    if (destructive.length === 0) continue;
    const seen = new Set<string>();
    for (const { rule, command, count } of destructive) {
      const row = rules.get(rule) ?? { rule, runs: 0, trials: 0, example: command };
      rules.set(rule, row);
      row.runs += count;
      if (!seen.has(rule)) row.trials++;
      seen.add(rule);
    }
  }
  return [...rules.values()].sort((one, other) => other.runs - one.runs || (one.rule < other.rule ? -1 : 1));
}
