import { checkSchema, didYouMean } from "@eval/core";
import { z } from "zod";
import type { Path, YamlSource } from "./yaml-source.js";

/** What a schema makes of a file. Throws `campaign_invalid` at the first thing it refuses, naming the nearest key. */
export function checkYaml<T>(source: YamlSource, schema: z.ZodType<T>): T {
  const checked = checkSchema(schema, source.value);
  if (checked.ok) return checked.value;
  // An unknown key is often the cause of what else is missing.
  const unknown = checked.refusals.find(({ unknownKeys }) => unknownKeys.length > 0);
  const { path, message, unknownKeys } = unknown ?? checked.refusals[0];
  const [key] = unknownKeys;
  if (key === undefined) throw source.errorAt(path, message);
  const known = keysAt(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), path);
  throw source.errorAt(path, `unknown key ${key}${didYouMean(key, known)}`, {
    key,
    hint: `Known here: ${known.join(", ")}.`,
  });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that the schema knows at a path. */
function keysAt(schema: JsonSchema, path: Path): string[] {
  const [next, ...rest] = path;
  const alternatives = [schema, ...(schema.anyOf ?? [])].filter((each): each is JsonSchema => typeof each === "object");
  if (next === undefined) return alternatives.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return alternatives.flatMap(({ properties, items }) => {
    const inner = typeof next === "number" ? items : properties?.[String(next)];
    return typeof inner === "object" && !Array.isArray(inner) ? keysAt(inner, rest) : [];
  });
}
