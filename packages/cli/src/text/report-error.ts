import { asHarnessError, didYouMean, isHarnessError } from "@eval/core";
import { exitCodeOf } from "../exit-codes.js";
import type { Io } from "../io.js";
import { asTyped } from "./as-typed.js";
import { printable, printableLine } from "./printable.js";

/** Writes what went wrong and what to do next; returns the exit code. */
export function reportError(error: unknown, { io, verbose }: { io: Io; verbose: boolean }): number {
  io.stderr.write(asTyped(errorLines(error, { verbose }), io.program));
  return exitCodeOf(asHarnessError(error, "harness_error").code);
}

/** `error CODE: message`, `hint: …` for each line of the hint, and with `verbose` where it came from. */
export function errorLines(error: unknown, { verbose }: { verbose: boolean }): string {
  const known = asHarnessError(error, "harness_error");
  const hints = known.hint.split("\n").map((hint) => `hint: ${printableLine(hint)}`);
  const lines = [`error ${known.code}: ${printableLine(known.message)}`, ...hints];
  if (verbose) {
    if (Object.keys(known.details).length > 0) lines.push(`details: ${JSON.stringify(known.details)}`);
    // One of ours says where it was thrown in its code already; anything else is known by its stack alone.
    if (!isHarnessError(error)) lines.push(printable(stackOf(error)));
    for (const cause of causesOf(known)) lines.push(`cause: ${printable(stackOf(cause))}`);
  } else if (known.cause !== undefined) {
    lines.push("(--verbose shows the cause)");
  }
  return `${lines.join("\n")}\n`;
}

export function unknownName(kind: string, name: string, known: readonly string[]): string {
  return `unknown ${kind} ${name}${didYouMean(name, known)}`;
}

function causesOf(error: Error): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < 10;) {
    causes.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
