import { type Column, formatTable } from "../text/table.js";
import { countOutcomes, coverageOf, formatCodes, formatCoverage } from "../text/coverage.js";
import { durationOrDash, formatDuration } from "../text/duration.js";
import { standInText } from "../text/stand-in.js";
import type { ArmRun } from "./run-arm.js";
import { outcomeText } from "./trial-line.js";
import type { TrialSummaryFields } from "../json/trial-json.js";

export const trialColumns: readonly Column<TrialSummaryFields>[] = [
  { title: "trial", cell: ({ number }) => String(number), align: "right" },
  { title: "outcome", cell: outcomeText },
  { title: "detected after", cell: ({ detectedAfterMs }) => durationOrDash(detectedAfterMs), align: "right" },
  { title: "claim", cell: claimText },
  { title: "recovered after", cell: ({ recoveredAfterMs }) => durationOrDash(recoveredAfterMs), align: "right" },
  { title: "healed by", cell: ({ healedBy }) => healedBy ?? "-" },
  { title: "unavailable", cell: ({ unavailableMs }) => durationOrDash(unavailableMs), align: "right" },
  { title: "lost writes", cell: ({ lostWrites }) => (lostWrites === null ? "-" : String(lostWrites)), align: "right" },
  { title: "commands", cell: ({ commandCount }) => String(commandCount), align: "right" },
  { title: "false tickets", cell: ({ falseTickets }) => String(falseTickets ?? 0), align: "right" },
];

/** Table and coverage of an arm, for people. */
export function summariseTrials(trials: readonly TrialSummaryFields[]): string {
  const ended = trials.filter(({ outcome }) => outcome !== null);
  const coverage = coverageOf(countOutcomes(ended.map(({ outcome }) => outcome)));
  const unjudged = ended.filter(({ outcome }) => outcome === "invalid" || outcome === "aborted");
  const codes =
    unjudged.length === 0 ? "" : `not valid: ${formatCodes(unjudged.map(({ outcomeCode }) => outcomeCode))}\n`;
  return `${formatTable(trials, trialColumns)}${formatCoverage(coverage)}\n${codes}${standInText(trials)}`;
}

/** False tickets for each hour in which the operator watched a healthy cluster; null when it never did. */
export function falseTicketsPerHour({ trials }: Pick<ArmRun, "trials">): number | null {
  const hours = healthyMsOf(trials) / 3_600_000;
  const tickets = trials.reduce((sum, { record }) => sum + record.falseTickets, 0);
  return hours === 0 ? null : tickets / hours;
}

/** A line for arms in which an operator could raise false alarms. */
export function falseTicketText(run: Pick<ArmRun, "arm" | "trials">): string {
  const rate = falseTicketsPerHour(run);
  const count = run.trials.reduce((sum, { record }) => sum + record.falseTickets, 0);
  if (run.arm.repairer.by === "nobody" || rate === null || (count === 0 && !run.arm.sham)) return "";
  const watched = healthyMsOf(run.trials);
  return `false tickets: ${count} in ${formatDuration(watched)} of a healthy cluster (${rate.toFixed(1)} an hour)\n`;
}

function healthyMsOf(trials: ArmRun["trials"]): number {
  return trials.reduce((sum, { record }) => sum + (record.healthyMs ?? 0), 0);
}

export function claimText({
  claim,
  claimCorrect,
  resolvedAfterMs,
}: Pick<TrialSummaryFields, "claim" | "claimCorrect" | "resolvedAfterMs">): string {
  if (claim === null) return "-";
  const when = resolvedAfterMs === null ? "" : ` after ${formatDuration(resolvedAfterMs)}`;
  return `${claim}${when}${claimCorrect === false ? " (wrong)" : ""}`;
}
