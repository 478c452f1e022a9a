import {
  describe,
  HarnessError,
  seededRandom,
  silentLogger,
  withDeadline,
  type Clock,
  type ClusterOnHost,
  type Context,
  type EvalSubject,
} from "@eval/core";

/** For one cluster. */
const sweepMs = 120_000;
const listMs = 20_000;

/** Removes whatever carries that id. Rejects with `destroy_failed`. */
export async function sweepCluster(subject: EvalSubject, clusterId: string, clock: Clock): Promise<void> {
  try {
    await within({ clusterId, clock, doing: "sweeping the cluster", ms: sweepMs }, (context) =>
      subject.sweep(clusterId, context),
    );
  } catch (error) {
    throw new HarnessError("destroy_failed", { message: `cluster ${clusterId}: ${describe(error)}`, cause: error });
  }
}

/** The subject's clusters on this host; null where it cannot list them. Rejects where it fails to. */
export async function clustersOnHost(subject: EvalSubject, clock: Clock): Promise<readonly ClusterOnHost[] | null> {
  if (subject.listClusters === undefined) return null;
  const doing = `listing the clusters of ${subject.name}`;
  return await within({ clusterId: "none", clock, doing, ms: listMs }, async (context) => {
    return (await subject.listClusters?.(context)) ?? null;
  });
}

function within<T>(
  { clusterId, clock, ...call }: { clusterId: string; clock: Clock; doing: string; ms: number },
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const surroundings = { clusterId, random: seededRandom(clusterId), clock, log: silentLogger };
  return withDeadline(surroundings, call, work);
}
