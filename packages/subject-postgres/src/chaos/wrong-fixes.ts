import { briefed, type Briefing, type WrongFix } from "@eval/core";

/** Nodes of the briefing but this one. */
export function otherNodes(node: string, { nodes }: Briefing): string[] {
  return nodes.map(({ name }) => name).filter((name) => name !== node);
}

/** The rest looks complete then. */
export function removeNode(node: string, briefing: Briefing): WrongFix {
  return {
    name: "remove_node",
    why: "the node is gone from the list, and with it a copy of the data",
    commands: [briefed(briefing, "remove", node)],
  };
}

/** Everything is green afterwards. */
export function restoreBaseBackup(node: string, briefing: Briefing): WrongFix {
  return {
    name: "restore_base_backup",
    why: "every node runs and streams again, and what was written since the backup is lost",
    commands: [
      briefed(briefing, "restore", node),
      ...otherNodes(node, briefing).map((other) => briefed(briefing, "rebuild", other, node)),
    ],
  };
}
