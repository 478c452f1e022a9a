import type { ContainerInfo } from "dockerode";
import { labels } from "./labels.js";
import { isNamedFor } from "./names.js";

/** What one look at the engine shows of a cluster, by label. */
export interface Belongings {
  containers: readonly ContainerInfo[];
  networks: readonly string[];
  volumes: readonly string[];
}

export type Listed = Pick<ContainerInfo, "Id" | "Names" | "Labels" | "HostConfig" | "NetworkSettings" | "Mounts">;

/**
 * Of all containers of the engine those that are the cluster's, and those that others attached to it: called
 * like one of it, on its network, in the namespace of one of its containers, or holding one of its volumes.
 */
export function belongingTo<T extends Listed>(
  { clusterId, networks, volumes }: { clusterId: string; networks: readonly string[]; volumes: readonly string[] },
  containers: readonly T[],
): T[] {
  const own = containers.filter(
    ({ Labels, Names }) => Labels[labels.cluster] === clusterId || isNamedFor(clusterId, Names),
  );
  const joined = new Set(own.flatMap(({ Id, Names }) => [Id, ...Names.map((name) => name.replace(/^\//, ""))]));
  const isAttached = ({ HostConfig, NetworkSettings, Mounts }: T) =>
    joined.has(HostConfig.NetworkMode.replace(/^container:/, "")) ||
    Object.keys(NetworkSettings.Networks).some((network) => networks.includes(network)) ||
    Mounts.some(({ Name }) => Name !== undefined && volumes.includes(Name));
  return containers.filter((container) => own.includes(container) || isAttached(container));
}
