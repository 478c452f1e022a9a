import { digest } from "@eval/core";

/** Which cluster of which subject something in Docker belongs to. */
export interface Identity {
  subject: string;
  clusterId: string;
}

export type Kind = "node" | "admin" | "sidecar" | "volume" | "network";

export const labels = {
  subject: "eval.subject",
  cluster: "eval.cluster",
  kind: "eval.kind",
  /** On a sidecar that goes on beside one node: see `besideOf`. */
  beside: "eval.beside",
  /**
   * On an image, `true`: it holds a stand-in, which speaks a system's real surface and is not that system.
   * Subjects pass it on as `stand_in` of every captured state.
   */
  standIn: "eval.stand-in",
} as const;

/** What everything carries that is made for a cluster. Nothing of a trial: labels cannot change, and operators read them. */
export function labelsOf({ subject, clusterId }: Identity, kind: Kind): Record<string, string> {
  return { [labels.subject]: subject, [labels.cluster]: clusterId, [labels.kind]: kind };
}

/** The engine's filter for all that was made for clusters of a subject. */
export function madeFor(subject: string): { label: string[] } {
  return { label: [`${labels.subject}=${subject}`] };
}

/** The engine's filter for all that carries a cluster's id. */
export function carrying(clusterId: string): { label: string[] } {
  return { label: [`${labels.cluster}=${clusterId}`] };
}

/** By what a sidecar beside that node is found again; a list of containers does not tell by it which node it is. */
export function besideOf({ clusterId }: Pick<Identity, "clusterId">, node: string): string {
  return digest([clusterId, node]).slice(0, 12);
}
