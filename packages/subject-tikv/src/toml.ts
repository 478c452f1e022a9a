import type { Json, JsonObject } from "@eval/core";

/**
 * TOML text of nested objects: plain values first, then one table for each object, in the order given.
 * Keys must be bare ones (letters, digits, `-`, `_`); values texts, numbers, truth values or lists of them.
 */
export function tomlOf(value: JsonObject): string {
  return `${lines(value, []).join("\n").trim()}\n`;
}

function lines(table: JsonObject, path: readonly string[]): string[] {
  const entries = Object.entries(table);
  const plain = entries.filter(([, item]) => !isTable(item)).map(([key, item]) => `${key} = ${JSON.stringify(item)}`);
  const tables = entries.flatMap(([key, item]) => (isTable(item) ? lines(item, [...path, key]) : []));
  const header = path.length > 0 && plain.length > 0 ? ["", `[${path.join(".")}]`] : [];
  return [...header, ...plain, ...tables];
}

function isTable(value: Json): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
