import type { z } from "zod";
import { counted } from "./counted.js";
import { didYouMean } from "./nearest.js";
import type { Schema } from "./subject.js";

/** One thing that a schema refuses. */
export interface Refusal {
  /** From the root of the value. */
  path: readonly PropertyKey[];
  /** What is allowed there and what was given, without the path: `give at most 3, not 4`. */
  message: string;
  /** Names that are not known at the path; empty where something else is wrong. */
  unknownKeys: readonly string[];
}

export type Checked<T> = { ok: true; value: T } | { ok: false; refusals: readonly [Refusal, ...Refusal[]] };

/** What a schema makes of a value, or all that it refuses, in words. A message that the schema's author wrote stays. */
export function checkSchema<T>(schema: Schema<T>, value: unknown): Checked<T> {
  const parsed = schema.safeParse(value, { error: refusalText });
  if (parsed.success) return { ok: true, value: parsed.data };
  const [first, ...rest] = parsed.error.issues.map((issue) => refusalOf(issue, []));
  return { ok: false, refusals: [first!, ...rest] };
}

type Issue = z.core.$ZodIssue;

/** Of alternatives, what is wrong with the one that was meant: the one whose kind of value was given. */
function refusalOf(issue: Issue, prefix: Refusal["path"]): Refusal {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find(([first]) => first !== undefined && !isOfAnotherKind(first));
    if (meant?.[0]) return refusalOf(meant[0], path);
  }
  return { path, message: issue.message, unknownKeys: issue.code === "unrecognized_keys" ? issue.keys : [] };
}

function isOfAnotherKind({ code, path }: Issue): boolean {
  return (code === "invalid_type" || code === "invalid_value") && path.length === 0;
}

/** For an issue as the schema's library finds it, while the value is at hand. */
function refusalText(issue: z.core.$ZodRawIssue): string {
  const given = issue.input;
  const wanted = wantedText(issue as Issue);
  if (issue.code === "unrecognized_keys") {
    const known = issue.inst && "shape" in issue.inst ? Object.keys(issue.inst.shape as object) : [];
    return issue.keys.map((key) => `unknown name ${key}${didYouMean(key, known)}`).join(", ");
  }
  if (issue.code === "invalid_key")
    return `${JSON.stringify(given)} cannot be a name here: ${issue.issues[0]!.message}`;
  if (wanted === undefined) return given === undefined ? "missing" : `${givenText(given)} is not allowed`;
  if (given === undefined) return `missing; give ${wanted}`;
  // As a key of a YAML file without a value is read.
  if (given === null) return `empty; give ${wanted}`;
  const choices = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const meant = typeof given === "string" ? didYouMean(given, choices) : "";
  return `give ${wanted}, not ${givenText(given)}${meant}`;
}

const kinds: { readonly [expected: string]: string } = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** Undefined where the issue does not tell. */
function wantedText(issue: Issue & { inst?: z.core.$ZodRawIssue["inst"] }): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.inst && "isInt" in issue.inst && issue.inst.isInt
        ? kinds["int"]
        : (kinds[issue.expected] ?? issue.expected);
    case "invalid_value":
      return issue.values.map((value) => (typeof value === "string" ? value : givenText(value))).join(" or ");
    case "too_small":
      return `${bound(issue, { inclusive: "at least", exclusive: "more than" })} ${amount(issue, issue.minimum)}`;
    case "too_big":
      return `${bound(issue, { inclusive: "at most", exclusive: "less than" })} ${amount(issue, issue.maximum)}`;
    case "invalid_format":
      return issue.pattern === undefined ? `text of the form ${issue.format}` : `text that matches ${issue.pattern}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_union": {
      const wanted = issue.errors.map(([first]) => (first === undefined ? undefined : wantedText(first)));
      const known = wanted.filter((text) => text !== undefined);
      return known.length === 0 ? undefined : [...new Set(known)].join(" or ");
    }
    default:
      return undefined;
  }
}

function bound(
  { exact, inclusive }: { exact?: boolean; inclusive?: boolean },
  words: { inclusive: string; exclusive: string },
): string {
  if (exact) return "exactly";
  return inclusive === false ? words.exclusive : words.inclusive;
}

function amount({ origin }: { origin: string }, count: number | bigint): string {
  if (origin === "string") return counted(Number(count), "character");
  return origin === "array" ? counted(Number(count), "entry", "entries") : String(count);
}

const longestGiven = 60;

/** Of lists and mappings their kind alone: they may be long, and hold what is nobody's business. */
function givenText(given: unknown): string {
  if (Array.isArray(given)) return given.length === 0 ? "an empty list" : "a list";
  if (typeof given === "object" && given !== null) return "a mapping";
  const text = typeof given === "string" ? JSON.stringify(given) : String(given);
  return text.length <= longestGiven ? text : `${text.slice(0, longestGiven - 1)}…`;
}
