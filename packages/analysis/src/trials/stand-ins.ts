import type { AnalysedTrial } from "./analysed-trial.js";

/** How many of the trials ran on a stand-in for the real software. */
export type StandIns = { trials: number; of: number };

export function standInsOf(trials: readonly AnalysedTrial[]): StandIns {
  return { trials: trials.filter(({ standIn }) => standIn === true).length, of: trials.length };
}

/** A sentence for every reader of such trials' figures; null where there are none. */
export function standInNote(standIns: StandIns): string | null {
  const { trials, of } = standIns;
  if (trials === 0) return null;
  if (trials === of) return "All trials ran on a stand-in for the real software, about which they prove nothing.";
  return `${trials} of ${of} trials ran on a stand-in for the real software: the figures mix it with the real one.`;
}
