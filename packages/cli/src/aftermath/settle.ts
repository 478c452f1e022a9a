import { HarnessError, loadPlugin, type Clock, type EvalSubject } from "@eval/core";
import type { RemainingCluster, Store, UnfinishedTrial } from "@eval/store";
import { aftermathOf, closingEvents, type OperatorLeft } from "./aftermath.js";
import { sweepCluster } from "./sweep-cluster.js";

export interface Settling {
  store: Store;
  clock: Clock;
  /** What a plugin is resolved from when the campaign does not say where it was. */
  cwd: string;
}

/** Removes what a trial's dead harness has left and closes its record. Rejects when something could not be removed. */
export async function settleTrial(trial: UnfinishedTrial, settling: Settling): Promise<void> {
  const { store, clock } = settling;
  const events = await store.getEvents(trial.id);
  const { operator, clusters } = aftermathOf(events);
  // First whoever could still be at work on the cluster.
  const survivors = operator ? await endOperator(operator, clusters) : [];
  if (clusters.length > 0) {
    const subject = await subjectOf(trial, settling);
    for (const clusterId of clusters) await sweepCluster(subject, clusterId, clock);
  }
  await store.append(trial.id, closingEvents(events, { survivors, settledAt: clock.wall().toISOString() }));
}

/** Removes a cluster whose trials have all ended, but that its dead harness did not live to destroy. */
export async function settleCluster(cluster: RemainingCluster, settling: Settling): Promise<void> {
  const { store, clock } = settling;
  const { clusterId, trialId } = cluster;
  await sweepCluster(await subjectOf(cluster, settling), clusterId, clock);
  const events = await store.getEvents(trialId);
  await store.append(trialId, [{ type: "cluster.destroyed", at: events.at(-1)?.at ?? 0, data: { clusterId } }]);
}

async function endOperator(
  { facts }: OperatorLeft,
  clusters: readonly string[],
): Promise<{ pid: number; command: string }[]> {
  const { sweepOperator, sweepOperators } = await import("@eval/operator");
  const survivors = facts ? await sweepOperator(facts) : [];
  for (const clusterId of clusters) survivors.push(...(await sweepOperators(clusterId)));
  return survivors.map(({ pid, command }) => ({ pid, command }));
}

/** From the same file as then, wherever this runs. */
async function subjectOf(
  { campaignId, plugin }: { campaignId: number; plugin: string | null },
  { store, cwd }: Settling,
): Promise<EvalSubject> {
  const campaign = await store.getCampaign(campaignId);
  const { url } = (campaign?.config?.["plugin"] ?? {}) as { url?: unknown };
  const specifier = typeof url === "string" ? url : plugin;
  if (specifier === null) {
    throw new HarnessError("plugin_not_found", { message: "the campaign does not say which plugin it used" });
  }
  return (await loadPlugin(specifier, cwd)).subject;
}
