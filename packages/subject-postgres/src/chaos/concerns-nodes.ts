import type { Context, Ticket } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";

/** Part of a plan: nodes that the fault leaves alone, and whose tickets therefore speak of something else. */
export type Unaffected = { unaffected: string[] };

/** The standbys that are not among these: what happens to some standbys does nothing to the others. */
export async function otherStandbys(
  cluster: PostgresCluster,
  nodes: readonly string[],
  context: Context,
): Promise<string[]> {
  return (await cluster.roles(context)).standbys.filter((name) => !nodes.includes(name));
}

/**
 * Whether a ticket may speak of a fault of these nodes. Anything does that concerns the cluster, a name that
 * is no node's, or the primary, of which standbys are a part to many monitors; and anything that names one of them.
 */
export function concernsNodes(nodes: readonly string[], { unaffected }: Unaffected, ticket: Ticket): boolean {
  if (ticket.target === null || !unaffected.includes(ticket.target)) return true;
  const words = `${ticket.key} ${ticket.message} ${ticket.diagnosis ?? ""}`.split(/[^\w]+/);
  return nodes.some((node) => words.includes(node));
}
