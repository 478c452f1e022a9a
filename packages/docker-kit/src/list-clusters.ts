import type { ClusterOnHost, Context } from "@eval/core";
import { connectEngine } from "./engine.js";
import { labels, madeFor } from "./labels.js";

/**
 * Every cluster of the subject of which the engine has a container, a network or a volume, the oldest first. It is as
 * old as the oldest of these.
 */
export async function listClusters(subject: string, context: Context): Promise<ClusterOnHost[]> {
  const { docker } = await connectEngine(context);
  const labelled = { filters: madeFor(subject), abortSignal: context.signal };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ ...labelled, all: true }),
    docker.listNetworks(labelled),
    docker.listVolumes(labelled),
  ]);
  return clustersOf([
    ...containers.map(({ Labels, Created }) => ({ labels: Labels, madeAt: Created * 1000 })),
    ...networks.map(({ Labels, Created }) => ({ labels: Labels, madeAt: Date.parse(Created) })),
    ...volumes.Volumes.map((volume) => ({ labels: volume.Labels, madeAt: creationOf(volume) })),
  ]);
}

export interface LabelledThing {
  labels: { readonly [name: string]: string } | null | undefined;
  /** In ms since 1970; NaN where the engine does not tell. */
  madeAt: number;
}

/** The clusters that these things belong to, the oldest first. */
export function clustersOf(things: readonly LabelledThing[]): ClusterOnHost[] {
  const ages = new Map<string, number>();
  for (const { labels: worn, madeAt } of things) {
    const clusterId = worn?.[labels.cluster];
    if (clusterId === undefined) continue;
    const known = Number.isNaN(madeAt) ? Infinity : madeAt;
    ages.set(clusterId, Math.min(ages.get(clusterId) ?? Infinity, known));
  }
  return [...ages]
    .toSorted(([, a], [, b]) => (a === b ? 0 : a - b))
    .map(([clusterId, madeAt]) => ({ clusterId, since: madeAt === Infinity ? null : new Date(madeAt).toISOString() }));
}

/** Engines tell, though the types of their client do not. */
function creationOf(volume: object): number {
  return "CreatedAt" in volume && typeof volume.CreatedAt === "string" ? Date.parse(volume.CreatedAt) : NaN;
}
