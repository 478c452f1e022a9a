import type { Briefing, Command } from "@eval/core";
import { networkRepair, type NetworkTool } from "@eval/docker-kit";
import { shellQuote } from "./shell-quote.js";

/** A briefed command line with its node put in, where it takes one, and further words appended, each quoted for the shell. */
export function briefed(briefing: Briefing, purpose: string, node: string | null, ...words: string[]): Command {
  const entry = briefing.commands[purpose];
  if (!entry) throw new RangeError(`the briefing has no command to ${purpose}`);
  const command = node === null ? entry.command : entry.command.replaceAll("{node}", shellQuote(node));
  return [command, ...words.map(shellQuote)].join(" ");
}

/** A request to PD as an administrator types it. */
export function pdCommand(briefing: Briefing, method: "GET" | "POST" | "DELETE", path: string, body?: object): Command {
  const words = body === undefined ? [] : [JSON.stringify(body)];
  return briefed(briefing, "pd", null, method, `/pd/api/v1${path}`, ...words);
}

/** Repairs of a node's network with the briefed firewall and traffic control commands. */
export function networkRepairs(
  briefing: Briefing,
  repair: { node: string; repairs: readonly { tool: NetworkTool; arguments: string }[] },
): Command[] {
  return networkRepair((tool) => briefed(briefing, tool, null), repair);
}
