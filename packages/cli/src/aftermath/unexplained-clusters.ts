import { describe, HarnessError, type Clock, type ClusterOnHost, type EvalSubject } from "@eval/core";
import { printableLine } from "../text/printable.js";
import { sweepCluster } from "./sweep-cluster.js";

/** What was done about a cluster that was listed, or asked for by its id. */
export interface FoundCluster extends ClusterOnHost {
  /** `found`: it was only looked at. `left`: a record speaks of it. `failed`: it could not be removed. */
  did: "found" | "removed" | "left" | "failed";
  why: string | null;
}

export interface JudgedCluster extends ClusterOnHost {
  remove: boolean;
  /** Why it is there, where a record says so. */
  why: string | null;
}

export interface Wanted {
  /** Remove these, and no others. Empty: see `force`. */
  named: readonly string[];
  /** Remove all that no record explains. */
  force: boolean;
}

/**
 * Of the clusters on a host those that no record explains, and those that were named, each with what is to be done.
 *
 * @param explained why each cluster of which a record speaks is there, by id; such a one is never removed
 */
export function judgeClusters(
  listed: readonly ClusterOnHost[],
  { named, force, explained }: Wanted & { explained: ReadonlyMap<string, string> },
): JudgedCluster[] {
  const unlisted = named.filter((id) => !listed.some(({ clusterId }) => clusterId === id));
  return [...listed, ...unlisted.map((clusterId) => ({ clusterId, since: null }))].flatMap(
    (cluster): JudgedCluster[] => {
      const isNamed = named.includes(cluster.clusterId);
      const why = explained.get(cluster.clusterId) ?? null;
      if (why !== null) return isNamed ? [{ ...cluster, remove: false, why }] : [];
      return [{ ...cluster, remove: isNamed || (force && named.length === 0), why }];
    },
  );
}

/**
 * Removes those that are to be removed, one after the other, with the operators that are still at work on them. What
 * fails is told, and the rest goes on.
 */
export async function removeClusters(
  judged: readonly JudgedCluster[],
  { subject, clock, say }: { subject: EvalSubject; clock: Clock; say: (line: string) => void },
): Promise<FoundCluster[]> {
  const done: FoundCluster[] = [];
  for (const { remove, ...cluster } of judged) {
    const { clusterId, why } = cluster;
    if (!remove) {
      done.push({ ...cluster, did: why === null ? "found" : "left" });
      continue;
    }
    try {
      await endOperators(clusterId);
      await sweepCluster(subject, clusterId, clock);
      say(printableLine(`cluster ${clusterId} of ${subject.name} removed`, 300));
      done.push({ ...cluster, did: "removed" });
    } catch (error) {
      const reason = printableLine(describe(error), 300);
      say(`warning: ${reason}`);
      done.push({ ...cluster, did: "failed", why: reason });
    }
  }
  return done;
}

async function endOperators(clusterId: string): Promise<void> {
  const { sweepOperators } = await import("@eval/operator");
  const survivors = await sweepOperators(clusterId);
  if (survivors.length === 0) return;
  const processes = survivors.map(({ pid, command }) => `${pid} (${command})`).join(", ");
  throw new HarnessError("operator_stop_failed", {
    message: `cluster ${clusterId}: its operator outlived it: ${processes}`,
  });
}
