import type { TrialRecord } from "@eval/core";

/** How many trials ran on a stand-in for the real software. */
export function countStandIns(trials: readonly { standIn: TrialRecord["standIn"] }[]): number {
  return trials.filter(({ standIn }) => standIn === true).length;
}

/** A line that says so wherever figures of such trials are printed; empty where there are none. */
export function standInText(trials: readonly { standIn: TrialRecord["standIn"] }[]): string {
  return standInLine({ standIns: countStandIns(trials), trials: trials.length });
}

export function standInLine({ standIns, trials }: { standIns: number; trials: number }): string {
  if (standIns === 0) return "";
  const which = standIns === trials ? "all" : `${standIns} of ${trials} trials`;
  return `stand-in: ${which} ran on a stand-in for the real software, about which they prove nothing\n`;
}
