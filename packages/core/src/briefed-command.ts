import { shellQuote } from "./shell-quote.js";
import type { Briefing, Command } from "./subject.js";

/**
 * For remedies and wrong fixes: a briefed command line as an operator would type it, with its node put in (null: it
 * takes none), and further words appended, each quoted for the shell. Throws RangeError for an unknown purpose.
 */
export function briefed(
  briefing: Pick<Briefing, "commands">,
  purpose: string,
  node: string | null,
  ...words: string[]
): Command {
  const entry = briefing.commands[purpose];
  if (!entry) throw new RangeError(`the briefing has no command to ${purpose}`);
  const command = node === null ? entry.command : entry.command.replaceAll("{node}", shellQuote(node));
  return [command, ...words.map(shellQuote)].join(" ");
}
