import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { describe, isHarnessError } from "../../errors.js";
import { canonicalJson, type Json } from "../../json.js";

/** Ends a check: a promise of the contract is not kept. Test frameworks know an AssertionError for a failure. */
export function fail(reason: string, cause?: unknown): never {
  const error = new AssertionError({ message: cause === undefined ? reason : `${reason}: ${reasonOf(cause)}` });
  error.cause = cause;
  throw error;
}

export function demand(kept: boolean, reason: string): asserts kept {
  if (!kept) fail(reason);
}

/** Equal as JSON, in whatever order keys were written. */
export function demandEqual(found: Json, wanted: Json, reason: string): void {
  const [have, want] = [canonicalJson(found), canonicalJson(wanted)];
  if (have !== want) fail(`${reason}: found ${shorten(have)}, wanted ${shorten(want)}`);
}

/** Whether the value comes back from JSON as it was: no dates, classes, `undefined` or cycles in it. */
export function demandJson(value: unknown, what: string): asserts value is Json {
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(value)) as unknown;
  } catch (error) {
    fail(`${what} cannot be written as JSON`, error);
  }
  demand(isDeepStrictEqual(copy, value), `${what} does not survive JSON: ${shorten(JSON.stringify(value))}`);
}

/** An error in one line, with the details that a HarnessError carries beside its message. */
export function reasonOf(error: unknown): string {
  const details = isHarnessError(error) && Object.keys(error.details).length > 0 ? JSON.stringify(error.details) : "";
  return details === "" ? describe(error) : `${describe(error)} ${shorten(details)}`;
}

export function shorten(text: string, limit = 1_000): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
