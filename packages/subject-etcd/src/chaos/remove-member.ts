import type { Briefing, Command, WrongFix } from "@eval/core";
import { briefed } from "../briefed-command.js";
import type { MemberPlan } from "./member-role.js";

/** Takes a member off the list by its name, asked through another. */
export function removalCommand({ node, others }: MemberPlan, briefing: Briefing): Command {
  const through = others[0] ?? node;
  const list = briefed(briefing, "members", through);
  const id = `$(${list} | grep ', ${node},' | cut -d, -f1)`;
  return `${briefed(briefing, "etcdctl", through, "member", "remove")} ${id}`;
}

/** Everything that is left looks well then. */
export function removeMember(plan: MemberPlan, briefing: Briefing): WrongFix {
  return {
    name: "remove_member",
    why: "the cluster is green with one member fewer, and does not survive the next loss",
    commands: [removalCommand(plan, briefing)],
  };
}
