import type { TrialEvent } from "@eval/core";

/** Tells a person what a run is doing. */
export interface Progress {
  /** So many trials follow under this label. */
  begin(arm: { label: string; trials: number }): void;
  event(event: TrialEvent): void;
  /** A line that stays. */
  note(line: string): void;
  /** Nothing is under way any more. */
  close(): void;
}
