import type { Identity } from "./labels.js";

/** The container from which the cluster is administered, and which keeps its volumes mounted. */
export const adminName = "admin";

export function networkName({ subject, clusterId }: Identity): string {
  return `${subject}-${clusterId}`;
}

export function containerName(identity: Identity, node: string): string {
  return `${networkName(identity)}-${node}`;
}

export function volumeName(identity: Identity, { node, purpose }: { node: string; purpose: string }): string {
  return `${containerName(identity, node)}-${purpose}`;
}

/** Where the admin container sees a node's volume. */
export function keptAt(node: string, purpose: string): string {
  return `/nodes/${node}/${purpose}`;
}

/** Whether a container is called like one of the cluster, whoever made it. Names as the engine gives them: `/NAME`. */
export function isNamedFor(clusterId: string, names: readonly string[]): boolean {
  return names.some((name) => name.includes(`-${clusterId}-`));
}
