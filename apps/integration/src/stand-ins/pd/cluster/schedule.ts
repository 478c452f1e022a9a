import type { RegionRecord } from "./region-index.js";
import { heirOf, nextReplicaStep, type ReplicaRules, type Step, type StoreView } from "./replica-check.js";

/** Who wants a step, as PD names it in `/operators`. */
export interface Decision {
  regionId: string;
  description: "make-up-replica" | "replace-replica" | "evict-leader" | "balance-leader";
  kind: "replica" | "leader";
  step: Step;
}

export interface ScheduleView {
  regions: readonly RegionRecord[];
  stores: ReadonlyMap<string, StoreView>;
  /** Regions with a step under way. */
  busy: ReadonlySet<string>;
  running: { replica: number; leader: number };
  rules: ReplicaRules;
  limits: { replica: number; leader: number };
  halted: boolean;
  balancesLeaders: boolean;
}

/** Everything PD would begin now. At most one step for a region, and no more of a kind than its limit allows. */
export function decideSchedule(view: ScheduleView): Decision[] {
  if (view.halted) return [];
  const decisions: Decision[] = [];
  const left = {
    replica: view.limits.replica - view.running.replica,
    leader: view.limits.leader - view.running.leader,
  };
  const free = view.regions.filter(({ region, leader }) => leader && !view.busy.has(region.id));
  const take = (record: RegionRecord, decision: Omit<Decision, "regionId">): boolean => {
    if (left[decision.kind] <= 0) return false;
    left[decision.kind] -= 1;
    decisions.push({ regionId: record.region.id, ...decision });
    return true;
  };
  const rest = free.filter((record) => {
    const step = nextReplicaStep(record, view.stores, view.rules);
    return !(step && take(record, { description: describe(step), kind: "replica", step }));
  });
  const movable = rest.filter((record) => {
    if (!view.stores.get(record.leader?.store_id ?? "")?.evicted) return true;
    const heir = heirOf(record, view.stores);
    if (heir) take(record, { description: "evict-leader", kind: "leader", step: transferTo(heir) });
    return false;
  });
  // While one leader moves, the counts by which the next would be chosen are not to be trusted.
  if (view.balancesLeaders && view.running.leader === 0 && decisions.length === 0) balanceOne(movable, view, take);
  return decisions;
}

const transferTo = (peer: RegionRecord["region"]["peers"][number]): Step => ({ kind: "transfer-leader", peer });

const describe = (step: Step): Decision["description"] =>
  step.kind === "add-learner" || step.kind === "promote" ? "make-up-replica" : "replace-replica";

/** Moves one leader from a store to one that would still have fewer afterwards. */
function balanceOne(
  movable: readonly RegionRecord[],
  view: ScheduleView,
  take: (record: RegionRecord, decision: Omit<Decision, "regionId">) => boolean,
): void {
  const gains = movable
    .map((record) => {
      const heir = heirOf(record, view.stores);
      const from = view.stores.get(record.leader?.store_id ?? "");
      const to = heir && view.stores.get(heir.store_id);
      return { record, heir, gain: (from?.leaderCount ?? 0) - (to?.leaderCount ?? Number.POSITIVE_INFINITY) };
    })
    .filter(({ gain }) => gain >= 2)
    .sort((a, b) => b.gain - a.gain);
  const best = gains[0];
  if (best?.heir) take(best.record, { description: "balance-leader", kind: "leader", step: transferTo(best.heir) });
}
