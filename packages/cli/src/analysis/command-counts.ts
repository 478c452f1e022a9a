import { commandCounter, destructiveRules, type CommandCounts } from "@eval/analysis";
import { digest } from "@eval/core";
import type { CommandDigest, StoredCommand } from "@eval/store";

/** Grows when counting itself changes. */
const countingRevision = 1;

/** Names the way of counting: other rules give other counts, and kept ones are then of no use. */
export const countsRevision = digest([
  countingRevision,
  ...destructiveRules.map(({ name, pattern }) => [name, String(pattern)]),
]).slice(0, 16);

/** Makes the text that the store keeps of a trial's commands; give it to `openStore` wherever trials are recorded. */
export function digestCommandsWith(count = countOf()): CommandDigest {
  return (commands) => JSON.stringify({ revision: countsRevision, ...count(commands) });
}

/** Counts stored commands. Make one for all trials: it remembers what it has read. */
export function countOf(): (commands: readonly StoredCommand[]) => CommandCounts {
  const count = commandCounter();
  return (commands) => count(commands.filter(isObject).map(countable));
}

/** Another program's list may hold anything. */
function isObject(command: unknown): command is Partial<Record<keyof StoredCommand, unknown>> {
  return typeof command === "object" && command !== null;
}

function countable(command: Partial<Record<keyof StoredCommand, unknown>>): StoredCommand {
  const text = (value: unknown) => (typeof value === "string" ? value : value == null ? null : JSON.stringify(value));
  const { tool_name, tool_params, exit_code, timestamp } = command;
  return {
    tool_name: text(tool_name),
    tool_params: text(tool_params),
    exit_code: typeof exit_code === "number" ? exit_code : null,
    timestamp: text(timestamp),
  };
}

/**
 * Reads kept counts; undefined where there are none, or where they were counted otherwise. Trials that did the same
 * share one object.
 */
export function keptCounts(): (text: string | null) => CommandCounts | undefined {
  const known = new Map<string, CommandCounts | undefined>();
  return (text) => {
    if (text === null) return undefined;
    if (known.has(text)) return known.get(text);
    const { revision, ...counts } = JSON.parse(text) as CommandCounts & { revision: string };
    const read = revision === countsRevision ? counts : undefined;
    if (known.size < mostKnown) known.set(text, read);
    return read;
  };
}

const mostKnown = 10_000;
