import type { JsonObject, Plugin, Timing } from "@eval/core";
import { chaosTypeOf, parseStrictly } from "@eval/core";
import { conformanceTiming } from "@eval/core/testing";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { parseKeyValues, typed } from "../arguments/key-values.js";
import { parseWhole } from "../arguments/parse-number.js";
import { readTiming } from "../arguments/read-timing.js";

/** What `eval plugin check` was asked for, checked against the subject. */
export interface CheckRequest {
  options: JsonObject;
  /** Empty: all of them, and what concerns the subject as a whole. */
  chaosTypes: readonly string[];
  /** Of the one chaos type; null: none were given. */
  params: JsonObject | null;
  /** A check is chosen when its name contains one of these, in lower case. Empty: all. */
  texts: readonly string[];
  controls: boolean;
  clusters: number;
  seed: string | null;
  timing: Timing;
  json: boolean;
}

const defaultClusters = "2";

/** Throws `usage_invalid`, `chaos_unknown`, `options_invalid` or `params_invalid`. */
export function readCheckRequest(args: Arguments, { subject }: Pick<Plugin, "subject">): CheckRequest {
  const chaosTypes = [...new Set(args.list("chaos"))];
  for (const name of chaosTypes) chaosTypeOf(subject, name);
  const given = parseKeyValues(args.list("param"), "--param");
  const [only] = chaosTypes;
  if (Object.keys(given).length > 0 && (only === undefined || chaosTypes.length > 1)) {
    throw usageError("--param needs one --chaos, whose parameter it is");
  }
  const chaos = only === undefined ? undefined : chaosTypeOf(subject, only);
  const options = typed(parseKeyValues(args.list("option"), "--option"), subject.options);
  return {
    options: parseStrictly(subject.options, options, "options_invalid"),
    chaosTypes,
    params:
      chaos && Object.keys(given).length > 0
        ? parseStrictly(chaos.params, typed(given, chaos.params), "params_invalid")
        : null,
    texts: args.list("filter").map((text) => text.toLowerCase()),
    controls: args.flag("controls"),
    clusters: parseWhole(args.text("clusters") ?? defaultClusters, "--clusters", { min: 1 }),
    seed: args.text("seed") ?? null,
    timing: readTiming(args, conformanceTiming),
    json: args.flag("json"),
  };
}

/** Whether the request asks for that check. */
export function asksFor({ chaosTypes, texts }: CheckRequest, name: string, chaosType: string | null): boolean {
  if (chaosTypes.length > 0 && !(chaosType !== null && chaosTypes.includes(chaosType))) return false;
  return texts.length === 0 || texts.some((text) => name.toLowerCase().includes(text));
}
