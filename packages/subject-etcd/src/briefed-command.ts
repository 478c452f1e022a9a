import type { Briefing, Command } from "@eval/core";

/** A briefed command line with its node put in and further words appended, each quoted for the shell. */
export function briefed(briefing: Briefing, purpose: string, node: string, ...words: string[]): Command {
  const entry = briefing.commands[purpose];
  if (!entry) throw new RangeError(`the briefing has no command to ${purpose}`);
  return [entry.command.replaceAll("{node}", node), ...words.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
