import type { Json, JsonObject } from "@eval/core";

/** What stands there in a JSON object; undefined where nothing does. */
export function jsonAt(value: JsonObject | null | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value ?? undefined);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
