import type { Json, JsonObject, Schema } from "@eval/core";
import { usageError } from "./arguments.js";

/** Of `name=value` items, values as they were written. */
export type KeyValues = { readonly [name: string]: string };

export function parseKeyValues(items: readonly string[], option: string): KeyValues {
  const values = new Map<string, string>();
  for (const item of items) {
    const at = item.indexOf("=");
    if (at < 1) throw usageError(`${option} ${item}: write name=value`);
    const name = item.slice(0, at).trim();
    if (values.has(name)) throw usageError(`${option} ${name} was given more than once`);
    values.set(name, item.slice(at + 1));
  }
  return Object.fromEntries(values);
}

/**
 * The values as the schema wants them: text stays text unless the schema refuses it and it is JSON
 * (`3`, `true`, `["a"]`). What the schema refuses either way is left for it to complain about.
 */
export function typed(values: KeyValues, schema: Schema<unknown>): JsonObject {
  const parsed = schema.safeParse(values);
  if (parsed.success) return values;
  const refused = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, refused.has(name) ? (parseJson(text) ?? text) : text]),
  );
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
