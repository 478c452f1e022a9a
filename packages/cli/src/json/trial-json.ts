import type { TrialRecord } from "@eval/core";
import type { TrialSummary } from "@eval/store";

/** A trial in a list, whether it was run just now or read back. */
export type TrialSummaryFields = Omit<TrialSummary, "campaignId"> & { number: number };

/** The list's fields of a trial that was run just now. */
export function summaryFields(trial: { number: number; id: number; record: TrialRecord }): TrialSummaryFields {
  const { number, id, record } = trial;
  const {
    initialState: _,
    finalState: __,
    chaosMetadata: ___,
    versions: ____,
    commands,
    identity: _____,
    ...fields
  } = record;
  return { number, id, ...fields, commandCount: commands.length };
}
