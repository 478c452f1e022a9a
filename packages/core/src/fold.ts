import type { TrialEvent } from "./events.js";
import type { TrialRecord } from "./trial-record.js";
export function foldTrial(events: readonly TrialEvent[]): TrialRecord {
  throw new Error(`to come: ${events.length}`);
}
