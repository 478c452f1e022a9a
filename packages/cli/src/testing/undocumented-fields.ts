import { readFile } from "node:fs/promises";

/** What the subject, the events or other versions may fill as they like. */
const open = new Set(["config", "host", "versions", "initialState", "finalState", "chaosMetadata", "events"]);

/** Names of the fields of a printed object that docs/json.md does not mention. */
export async function undocumentedFields(printed: object): Promise<string[]> {
  const documentation = await readFile(new URL("../../../../docs/json.md", import.meta.url), "utf8");
  return [...new Set(fieldsOf(printed))].filter((field) => !documentation.includes(`\`${field}\``));
}

function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...(open.has(key) ? [] : fieldsOf(inner))]);
}
