import { analyse, type Gate } from "@eval/analysis";
import type { Store } from "@eval/store";
import { judgeArms, gatesExitCode } from "./gate-options.js";
import { loadCampaign } from "./load-campaign.js";
import type { JudgedArm } from "./result.js";

/** What gates say of the campaigns that a run has just recorded; nothing where none was asked for. */
export async function gatesOfRun(
  campaignIds: readonly (number | null)[],
  { store, db, gates }: { store: Store; db: string; gates: readonly Gate[] },
): Promise<JudgedArm[]> {
  if (gates.length === 0) return [];
  const trials = [];
  for (const id of new Set(campaignIds)) {
    if (id !== null) trials.push(...(await loadCampaign(store, id, { db })).trials);
  }
  return judgeArms(analyse(trials).arms, { gates, minValid: undefined });
}

/** Whatever else went wrong stands before the gates. */
export function exitCodeWithGates(exitCode: number, judged: readonly JudgedArm[]): number {
  return exitCode === 0 ? gatesExitCode(judged.map(({ report }) => report)) : exitCode;
}
