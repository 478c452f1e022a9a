import type { NodeSight } from "@eval/docker-kit";
import type { PdView } from "./pd/pd-view.js";

/** What came of asking somebody: how long it took in ms, or why there was no answer. */
export type Asked = { ms: number } | { error: string };

/** All that one look at a cluster sees: through the engine, through PD, and as a client. */
export interface Sight {
  nodes: readonly NodeSight[];
  pd: PdView;
  /** By name of the store: the quickest of a few requests to it. */
  pings: Readonly<Record<string, Asked>>;
  /** A write that was acknowledged and read back. */
  client: Asked;
}

/** Whether a server's container is in its place: only then can more be said of the server itself. */
export function isInPlace(node: NodeSight | undefined): boolean {
  return node?.status === "running" && node.connected;
}
