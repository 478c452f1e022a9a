import type { Context, Ticket } from "@eval/core";
import type { TikvCluster } from "../tikv-cluster.js";

/** What a node is at the moment. */
export type Role = "store" | "pd_leader" | "pd_follower";

/** Part of a plan: the nodes that the fault leaves alone, and whose tickets therefore speak of something else. */
export type Target = { node: string; unaffected: string[] };

/** One of the nodes of that role, by the context's randomness. Rejects when there is none. */
export async function pickNode(cluster: TikvCluster, role: Role, context: Context): Promise<string> {
  const { pds, stores } = cluster.topology;
  if (role === "store") return context.random.pick(stores);
  const leader = await cluster.pdLeader(context);
  return role === "pd_leader" ? leader : context.random.pick(pds.filter((name) => name !== leader));
}

/** The node with all others beside it. */
export function targetOf({ topology }: TikvCluster, node: string): Target {
  return { node, unaffected: topology.members.map(({ name }) => name).filter((name) => name !== node) };
}

/**
 * Whether a ticket may speak of a fault of this node: anything that concerns the cluster, this node, or something
 * that is no node's name, and whatever mentions it.
 */
export function concernsTarget({ node, unaffected }: Target, ticket: Ticket): boolean {
  if (ticket.target === null || !unaffected.includes(ticket.target)) return true;
  const words = `${ticket.key} ${ticket.message} ${ticket.diagnosis ?? ""}`.split(/[^\w]+/);
  return words.includes(node);
}
