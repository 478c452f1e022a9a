import { shellQuote } from "@eval/core";

/** A command line to copy: arguments quoted for a POSIX shell where they need it. */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args.map(shellQuote)].join(" ");
}
