import { until, type Context, type Ticket } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";

export const role = z.enum(["follower", "leader"]);
export type Role = z.infer<typeof role>;

/** Part of a plan: the member that is hurt, the part it played, and those that are not. */
export type MemberPlan = { role: Role; node: string; others: string[] };

/** How long every member is waited for before whoever answers is chosen from, in ms. */
const allAnswerMs = 5000;

/**
 * The leader, or one of the followers by the context's randomness. Waits for members that do not answer at once, as
 * on a busy host, for otherwise chance would have a word in the choice; and for one to choose until the deadline.
 */
export async function planMember(cluster: EtcdCluster, wanted: Role, context: Context): Promise<MemberPlan> {
  const end = context.clock.now() + allAnswerMs;
  const candidates = await until(async () => {
    const { leaders, followers } = await cluster.roles(context);
    const isWhole = leaders.length === 1 && followers.length === cluster.nodes.length - 1;
    const found = wanted === "leader" ? leaders : followers;
    return isWhole || (found.length > 0 && context.clock.now() > end) ? found : undefined;
  }, context);
  const node = context.random.pick(candidates);
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
