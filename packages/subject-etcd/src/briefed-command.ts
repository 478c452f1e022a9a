import type { Briefing, Command } from "@eval/core";
import type { NetworkTool } from "@eval/docker-kit";

/** A briefed command line with its node put in and further words appended, each quoted for the shell. */
export function briefed(briefing: Briefing, purpose: string, node: string, ...words: string[]): Command {
  const entry = briefing.commands[purpose];
  if (!entry) throw new RangeError(`the briefing has no command to ${purpose}`);
  return [entry.command.replaceAll("{node}", node), ...words.map(quoted)].join(" ");
}

/** What undoes a fault in a node's network, typed with the briefed command for each. */
export function repairedBy(
  briefing: Briefing,
  node: string,
  repairs: readonly { tool: NetworkTool; arguments: string }[],
): Command[] {
  return repairs.map((repair) => `${briefed(briefing, repair.tool, node)} ${repair.arguments}`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
