import { createHash } from "node:crypto";

/**
 * How everything that operators of one cluster leave begins: the marker in their environment, and after
 * `op-` the name of their folder. Whoever knows the cluster's id finds it again, even when a crash left
 * no other record; whoever sees it learns nothing.
 */
export function runPrefix(clusterId: string): string {
  return createHash("sha256").update(`operator of ${clusterId}`).digest("hex").slice(0, 12);
}
