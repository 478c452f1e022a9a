import type { CommandSummary, Coverage, FalseTickets, Scores, TimeToEvent } from "@eval/analysis";
import { counted, numberText } from "@eval/core";
import { percent } from "../text/coverage.js";
import { formatDuration } from "../text/duration.js";
import { codesText, meanText, medianText, rateText, spreadText } from "../text/figures.js";
import { printableLine } from "../text/printable.js";

/** A figure's name and what it is. */
export type Line = readonly [name: string, text: string];

/** Everything that is said of a set of trials, for people; what cannot be said is left out. */
export function scoreLines(scores: Scores): Line[] {
  return [
    ...coverageLines(scores),
    ...timeLines("detected", scores.timeToDetect),
    ...timeLines("claimed rightly", scores.timeToResolve),
    ...timeLines("recovered", scores.timeToRecover),
    ...clientLines(scores),
    ...operatorLines(scores),
    ...commandLines(scores.commands),
    ...reliabilityLines(scores),
  ];
}

function coverageLines({ coverage, successRate, failures }: Scores): Line[] {
  const { total, valid, unfinished } = coverage;
  const { worst, best, anytime } = successRate;
  const excluded = excludedText(coverage);
  return [
    ["success", successRate.n === 0 ? "nothing can be said: no trial is valid" : rateText(successRate)],
    ...(failures.length > 0 ? [["not repaired", codesText(failures)] as const] : []),
    ["valid", `${valid} of ${total}${excluded === "" ? "" : `; not: ${excluded}`}`],
    ...(valid < total && worst !== null && best !== null
      ? [["had all been judged", `success from ${percent(worst)} to ${percent(best)}`] as const]
      : []),
    ...(unfinished > 0 && valid > 0
      ? [["however often one looks", `success from ${percent(anytime.lower)} to ${percent(anytime.upper)}`] as const]
      : []),
    ...acrossTypesLine(successRate),
  ];
}

function acrossTypesLine({ acrossTypes }: Scores["successRate"]): Line[] {
  if (acrossTypes === null) return [];
  const { lower, upper, types } = acrossTypes;
  return [["faults in general", `success from ${percent(lower)} to ${percent(upper)}, these ${types} being a sample`]];
}

/** Every code that made a trial say nothing. */
export function excludedText({ invalid, aborted, unfinished }: Coverage): string {
  return codesText([
    ...invalid.map(({ code, count }) => ({ code: printableLine(code, 60), count })),
    ...(aborted > 0 ? [{ code: "aborted", count: aborted }] : []),
    ...(unfinished > 0 ? [{ code: "unfinished", count: unfinished }] : []),
  ]);
}

function timeLines(name: string, time: TimeToEvent | null): Line[] {
  if (time === null) return [];
  return [
    [`${name}, median`, `${medianText(time)} (${time.events} of ${counted(time.n, "trial")})`],
    [`  mean up to ${formatDuration(time.tauMs)}`, meanText(time)],
  ];
}

function clientLines({ clientImpact, lostWrites }: Scores): Line[] {
  const { unavailableMs, failedShare, probes, probeP99Ms } = clientImpact;
  return [
    ...(unavailableMs === null ? [] : [["clients not served", spreadText(unavailableMs)] as const]),
    ...(failedShare === null ? [] : [["probes failed", `${numberText(failedShare * 100)} % of ${probes}`] as const]),
    ...(probeP99Ms === null ? [] : [["99 % of latencies up to", `${spreadText(probeP99Ms)} (each trial's)`] as const]),
    ["writes lost", lostText(lostWrites)],
  ];
}

function lostText({ checked, trials, total }: Scores["lostWrites"]): string {
  if (checked === 0) return "nobody could look";
  const looked = counted(checked, "trial");
  return trials === 0 ? `none, in ${looked}` : `${total}, in ${trials} of ${looked}`;
}

function operatorLines({ claims, falseTickets, healedBy }: Scores): Line[] {
  const healed = Object.entries(healedBy).filter(([, count]) => count > 0);
  return [
    ...(healed.length === 0
      ? []
      : [["healed by", healed.map(([who, count]) => `${who} ${count}`).join(", ")] as const]),
    ...(claims === null || claims.resolved + claims.escalated + claims.none === 0
      ? []
      : ([
          ["claims", `${claims.resolved} resolved, ${claims.escalated} escalated, ${claims.none} none`],
          ["  false ones", `resolved: ${rateText(claims.falselyResolved)}; of all: ${rateText(claims.wrong)}`],
        ] as const)),
    ...falseTicketLine(falseTickets),
  ];
}

/** Of shams as well. */
export function falseTicketLine(tickets: FalseTickets | null): Line[] {
  if (tickets === null) return [];
  const { count, healthyHours, perHour, lower, upper } = tickets;
  if (perHour === null || lower === null || upper === null) {
    return count === 0 ? [] : [["false tickets", `${count}; for how long it was healthy is not known`]];
  }
  const rate = `${numberText(perHour)} an hour, ${numberText(lower)} to ${numberText(upper)}`;
  return [["false tickets", `${count} in ${formatDuration(healthyHours * 3_600_000)} of a healthy cluster: ${rate}`]];
}

function commandLines(commands: CommandSummary | null): Line[] {
  if (commands === null || commands.perTrial === null) return [];
  const { total, perTrial, read } = commands;
  const all: Line = ["commands", `${total}, ${numberText(perTrial)} a trial`];
  if (read === null) return [all];
  const { runs, trials, byRule } = read.destructive;
  const thrashing =
    read.thrashingTrials === 0 ? "" : `; one thrice within a minute in ${read.thrashingTrials} of the trials`;
  return [
    all,
    ["  of them", `${read.unique} different, ${read.repeated} repeated, ${read.failed} failed${thrashing}`],
    ["  destructive", runs === 0 ? "none by the rules" : `${runs}, in ${trials} of ${counted(read.trials, "trial")}`],
    ...byRule.map((rule): Line => [
      `    ${rule.rule}`,
      `${rule.runs} in ${counted(rule.trials, "trial")}: ${printableLine(rule.example, 60)}`,
    ]),
  ];
}

function reliabilityLines({ reliability }: Scores): Line[] {
  const beyondOne = reliability.filter(({ k }) => k > 1);
  if (beyondOne.length === 0) return [];
  const list = (of: (at: (typeof beyondOne)[number]) => number) =>
    beyondOne.map((at) => `${at.k}: ${percent(of(at))}`).join(", ");
  return [
    ["one of k succeeds", list(({ passAtK }) => passAtK)],
    ["all of k succeed", list(({ passHatK }) => passHatK)],
  ];
}
