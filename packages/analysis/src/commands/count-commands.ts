import type { OperatorCommand } from "@eval/core";
import { commandText } from "./command-text.js";
import { destructiveNames, destructiveRules, type DestructiveRule } from "./destructive-rules.js";

/** As much of a command as is counted. */
export type CountedCommand = Pick<OperatorCommand, "tool_name" | "tool_params" | "exit_code" | "timestamp">;

/** One trial's commands, counted. */
export type CommandCounts = {
  total: number;
  /** Different ones, by what they do, never by what the agent says of them. */
  unique: number;
  /** Exited with another code than 0. */
  failed: number;
  /** No exit code is known. */
  unanswered: number;
  /** Run again after the same command had been run before: total − unique. */
  repeated: number;
  /** Commands that ran three times or more within a minute. */
  thrashing: string[];
  /** Commands that a rule names, each once per rule. */
  destructive: { rule: string; command: string; count: number }[];
};

const thrashingRuns = 3;
const thrashingWithinMs = 60_000;
/** So many different calls are remembered; then the memory starts anew. */
const remembered = 10_000;

type Reading = { text: string; destructive: readonly string[] };

/**
 * A function that counts a trial's commands. It remembers calls it has read, which are much the same from trial to
 * trial; make one for all the trials of an analysis.
 */
export function commandCounter(
  rules: readonly DestructiveRule[] = destructiveRules,
): (commands: readonly CountedCommand[]) => CommandCounts {
  const readings = new Map<string, Reading>();
  const read = (command: CountedCommand): Reading => {
    const key = `${command.tool_name}\n${command.tool_params}`;
    let reading = readings.get(key);
    if (!reading) {
      const text = commandText(command);
      reading = { text, destructive: destructiveNames(text, rules) };
      if (readings.size >= remembered) readings.clear();
      readings.set(key, reading);
    }
    return reading;
  };
  return (commands) => countCommands(commands, read);
}

function countCommands(commands: readonly CountedCommand[], read: (command: CountedCommand) => Reading): CommandCounts {
  const runs = new Map<string, { timestamps: string[]; count: number; destructive: readonly string[] }>();
  let [failed, unanswered] = [0, 0];
  for (const command of commands) {
    const { text, destructive } = read(command);
    const run = runs.get(text) ?? { timestamps: [], count: 0, destructive };
    runs.set(text, run);
    run.count++;
    if (command.timestamp !== null) run.timestamps.push(command.timestamp);
    if (command.exit_code === null) unanswered++;
    else if (command.exit_code !== 0) failed++;
  }
  const different = [...runs];
  return {
    total: commands.length,
    unique: different.length,
    failed,
    unanswered,
    repeated: commands.length - different.length,
    thrashing: different.filter(([, { timestamps }]) => isThrashing(timestamps)).map(([command]) => command),
    destructive: different.flatMap(([command, { destructive, count }]) =>
      destructive.map((rule) => ({ rule, command, count })),
    ),
  };
}

function isThrashing(timestamps: readonly string[]): boolean {
  if (timestamps.length < thrashingRuns) return false;
  const sorted = timestamps.map((timestamp) => Date.parse(timestamp)).sort((a, b) => a - b);
  return sorted.some((time, index) => sorted[index + thrashingRuns - 1]! - time <= thrashingWithinMs);
}
