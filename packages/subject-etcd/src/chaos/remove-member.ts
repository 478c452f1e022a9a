import { briefed, type Briefing, type Command, type WrongFix } from "@eval/core";
import type { MemberPlan } from "./member-role.js";

/**
 * Takes a member off the list by its name, asked through another. Repeated: etcd wants its members connected for
 * five seconds first.
 */
export function removalCommand({ node, others }: MemberPlan, briefing: Briefing): Command {
  const through = others[0] ?? node;
  const list = briefed(briefing, "members", through);
  const id = `$(${list} | grep ', ${node},' | cut -d, -f1)`;
  const remove = `${briefed(briefing, "etcdctl", through, "member", "remove")} ${id}`;
  return `for i in 1 2 3 4 5 6 7 8 9 10; do ${remove} && break; sleep 1; done`;
}

/** Everything that is left looks well then. */
export function removeMember(plan: MemberPlan, briefing: Briefing): WrongFix {
  return {
    name: "remove_member",
    why: "the cluster is green with one member fewer, and does not survive the next loss",
    commands: [removalCommand(plan, briefing)],
  };
}
