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
 * A function that reads such texts: undefined where there is none, or where it was counted otherwise. What trials have
 * in common they share: there may be a hundred thousand of them.
 */
export function commandDigestReader(): (text: string | null) => CommandCounts | undefined {
  const known = new Map<string, CommandCounts | undefined>();
  const commands = new Map<string, string>();
  const shared = (command: string) => {
    const same = commands.get(command);
    if (same !== undefined) return same;
    if (commands.size < mostKnown) commands.set(command, command);
    return command;
  };
  return (text) => {
    if (text === null) return undefined;
    if (known.has(text)) return known.get(text);
    const { revision: kept, ...counts } = JSON.parse(text) as CommandCounts & { revision: string };
    const read = kept === revision ? sharing(counts, shared) : undefined;
    if (known.size < mostKnown) known.set(text, read);
    return read;
  };
}

const none: never[] = [];

function sharing(counts: CommandCounts, shared: (command: string) => string): CommandCounts {
  const { total, unique, failed, unanswered, repeated, thrashing, destructive } = counts;
  return {
    total,
    unique,
    failed,
    unanswered,
    repeated,
    thrashing: thrashing.length === 0 ? none : thrashing.map(shared),
    destructive:
      destructive.length === 0
        ? none
        : destructive.map(({ rule, command, count }) => ({ rule: shared(rule), command: shared(command), count })),
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
