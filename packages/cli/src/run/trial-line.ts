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

/** `failure (data_lost)` */
export function outcomeText({ outcome, outcomeCode }: Pick<TrialRecord, "outcome" | "outcomeCode">): string {
  if (outcome === null) return "unfinished";
  return outcomeCode === null ? outcome : `${outcome} (${outcomeCode})`;
}
