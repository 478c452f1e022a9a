import type { IdentifiedTrial, Store } from "@eval/store";
import type { PlannedTrial } from "./campaign-plan.js";

/** A trial that is to be run. */
export interface DueTrial {
  planned: PlannedTrial;
  /** From 1; above 1 where an earlier one ended without a verdict, or everything is to be run again. */
  attempt: number;
}

export interface Progressed {
  due: readonly DueTrial[];
  /** Of the trials that were planned. */
  skipped: number;
  repeated: number;
  /** The campaign in the database that has trials of the same identity already, by identity. */
  campaigns: ReadonlyMap<string, number>;
}

/** What is left of a campaign, once the trials that ended with a verdict before are taken away. Pure. */
export function dueTrials(
  trials: readonly PlannedTrial[],
  prior: readonly IdentifiedTrial[],
  { fresh }: { fresh: boolean },
): Progressed {
  const known = new Map<string, IdentifiedTrial[]>();
  for (const trial of prior) known.set(trial.identity, [...(known.get(trial.identity) ?? []), trial]);
  const due = trials.flatMap((planned): DueTrial[] => {
    const earlier = known.get(planned.identity) ?? [];
    if (!fresh && earlier.some(hasVerdict)) return [];
    return [{ planned, attempt: 1 + Math.max(0, ...earlier.map(({ attempt }, index) => attempt ?? index + 1)) }];
  });
  return {
    due,
    skipped: trials.length - due.length,
    repeated: due.filter(({ attempt }) => attempt > 1).length,
    campaigns: new Map(fresh ? [] : prior.map(({ identity, campaignId }) => [identity, campaignId])),
  };
}

export function hasVerdict({ outcome }: Pick<IdentifiedTrial, "outcome">): boolean {
  return outcome === "success" || outcome === "failure" || outcome === "timeout";
}

export function findPrior(store: Store, trials: readonly PlannedTrial[]): Promise<IdentifiedTrial[]> {
  return store.findTrials(trials.map(({ identity }) => identity));
}
