import type { Options, PositionalOptions } from "yargs";
import type { Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";

/**
 * One command of the program. The module that declares it holds descriptions only: whatever does the
 * work is imported when the command runs, so that help stays quick.
 */
export interface Command {
  /** As it is typed: a subcommand's is `run campaign`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly positionals?: { readonly [name: string]: PositionalOptions };
  readonly options: { readonly [name: string]: Options };
  readonly examples?: readonly (readonly [commandLine: string, meaning: string])[];
  readonly epilogue?: string;
  readonly subcommands?: readonly Command[];
  /** Resolves with the exit code. */
  run(args: Arguments, io: Io): Promise<number>;
}

/** An option with a value. Values stay text: what they mean is for the command to say, with better messages. */
export function valued(describe: string, more: Options = {}): Options {
  return { type: "string", requiresArg: true, describe, ...more };
}

/** An option that may be given several times. */
export function repeated(describe: string, more: Options = {}): Options {
  return { type: "string", array: true, requiresArg: true, describe, ...more };
}

export function flag(describe: string, more: Options = {}): Options {
  return { type: "boolean", describe, ...more };
}

export const defaultDatabase = "eval.db";
export const defaultPlugin = "@eval/subject-postgres";

export const databaseOption = valued("File with campaigns and trials", { defaultDescription: defaultDatabase });
export const jsonOption = flag("Print one JSON object on standard output (docs/json.md)");
export const pluginOption = valued("Subject: a package or a path, from the current folder", {
  defaultDescription: defaultPlugin,
});
export const subjectOption = repeated("Option of the subject, as name=value; may be repeated");
