import { armOf, groupBy, type AnalysedTrial } from "@eval/analysis";

/**
 * At most `limit` of the trials, as many of each arm and chaos type as of any other where there are so many, the first
 * of each: chosen by nothing that could flatter an arm. In their given order.
 */
export function chooseTrials<T extends AnalysedTrial>(trials: readonly T[], limit: number): T[] {
  if (trials.length <= limit) return [...trials];
  const groups = [...groupBy(trials, (trial) => `${armOf(trial).name}\n${trial.chaosType}`).values()];
  const chosen = new Set<T>();
  for (let round = 0; chosen.size < limit; round++) {
    const next = groups.flatMap((group) => group.slice(round, round + 1));
    if (next.length === 0) break;
    for (const trial of next.slice(0, limit - chosen.size)) chosen.add(trial);
  }
  return trials.filter((trial) => chosen.has(trial));
}
