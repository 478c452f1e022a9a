import { digest } from "@eval/core";
import { commandCounter, type CommandCounts, type CountedCommand } from "./count-commands.js";
import { destructiveRules } from "./destructive-rules.js";

/** Grows when counting itself changes. */
const countingRevision = 1;

/** Names the way of counting: other rules give other counts, and kept ones are then of no use. */
const revision = digest([
  countingRevision,
  ...destructiveRules.map(({ name, pattern }) => [name, String(pattern)]),
]).slice(0, 16);

/**
 * A function that makes a short text of a trial's commands: their counts, to be kept in place of the commands. Make
 * one for all trials: it remembers what it has read.
 */
export function commandDigester(): (commands: readonly CountedCommand[]) => string {
  const count = commandCounter();
  return (commands) => JSON.stringify({ revision, ...count(commands) });
}

const mostKnown = 10_000;

/**
 * A function that reads such texts: undefined where there is none, or where it was counted otherwise. Trials that did
 * the same share one object.
 */
export function commandDigestReader(): (text: string | null) => CommandCounts | undefined {
  const known = new Map<string, CommandCounts | undefined>();
  return (text) => {
    if (text === null) return undefined;
    if (known.has(text)) return known.get(text);
    const { revision: kept, ...counts } = JSON.parse(text) as CommandCounts & { revision: string };
    const read = kept === revision ? counts : undefined;
    if (known.size < mostKnown) known.set(text, read);
    return read;
  };
}

/** The same of lists that other programs wrote, which may hold anything. */
export function looseCommandCounter(): (commands: readonly unknown[]) => CommandCounts {
  const count = commandCounter();
  return (commands) => count(commands.filter(isObject).map(countable));
}

type Loose = Partial<Record<keyof CountedCommand, unknown>>;

function isObject(command: unknown): command is Loose {
  return typeof command === "object" && command !== null;
}

function countable({ tool_name, tool_params, exit_code, timestamp }: Loose): CountedCommand {
  const text = (value: unknown) =>
    typeof value === "string" ? value : value === null || value === undefined ? null : JSON.stringify(value);
  return {
    tool_name: text(tool_name),
    tool_params: text(tool_params),
    exit_code: typeof exit_code === "number" ? exit_code : null,
    timestamp: text(timestamp),
  };
}
