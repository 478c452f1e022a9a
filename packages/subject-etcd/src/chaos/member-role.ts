import type { Context, Ticket } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";

export const role = z.enum(["follower", "leader"]);
export type Role = z.infer<typeof role>;

/** Part of a plan: the member that is hurt, the part it played, and those that are not. */
export type MemberPlan = { role: Role; node: string; others: string[] };

/** The leader, or one of the followers by the context's randomness. Rejects when there is none. */
export async function planMember(cluster: EtcdCluster, wanted: Role, context: Context): Promise<MemberPlan> {
  const { leaders, followers } = await cluster.roles(context);
  const node = context.random.pick(wanted === "leader" ? leaders : followers);
  return { role: wanted, node, others: cluster.nodes.filter((name) => name !== node) };
}

/**
 * Whether a ticket may speak of this member: anything does that names it, the cluster, or nothing known. That it
 * led shows at every other, which follows nobody until one of them is elected.
 */
export function concernsMember({ role: hurt, node, others }: MemberPlan, ticket: Ticket): boolean {
  if (hurt === "leader") return true;
  if (ticket.target === null || !others.includes(ticket.target)) return true;
  return `${ticket.key} ${ticket.message} ${ticket.diagnosis ?? ""}`.split(/[^\w]+/).includes(node);
}
