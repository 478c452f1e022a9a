import type { TrialEvent } from "@eval/core";

/** Tells a person what a run is doing. */
export interface Progress {
  /** So many trials follow under this label. */
  begin(arm: { label: string; trials: number }): void;
  /** `lane`: which of the trials that run side by side it belongs to. @default 0 */
  event(event: TrialEvent, lane?: number): void;
  /** A line that stays. */
  note(line: string): void;
  /** Nothing is under way any more. */
  close(): void;
}

/** The same progress, for one of several trials that run side by side. */
export function inLane(progress: Progress, lane: number): Progress {
  return {
    begin: (arm) => progress.begin(arm),
    event: (event) => progress.event(event, lane),
    note: (line) => progress.note(line),
    close: () => progress.close(),
  };
}
