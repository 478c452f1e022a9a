import type { TrialRecord } from "@eval/core";
import { durationOrDash } from "../text/duration.js";

/** What became of a trial, in a line. */
export function trialLine(
  { label, number, of }: { label: string; number: number; of: number },
  record: TrialRecord,
): string {
  const facts = [outcomeText(record)];
  if (record.detectedAfterMs !== null) facts.push(`detected after ${durationOrDash(record.detectedAfterMs)}`);
  if (record.recoveredAfterMs !== null) facts.push(`recovered after ${durationOrDash(record.recoveredAfterMs)}`);
  return `${label}, trial ${number} of ${of}: ${facts.join(", ")}`;
}

/** `failure (data_lost)`; rows of other programs have ended without any. */
export function outcomeText(trial: Pick<TrialRecord, "outcome" | "outcomeCode" | "endedAt">): string {
  const { outcome, outcomeCode, endedAt } = trial;
  if (outcome === null) return endedAt === null ? "unfinished" : "no verdict";
  return outcomeCode === null ? outcome : `${outcome} (${outcomeCode})`;
}
