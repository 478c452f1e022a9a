import type { Json, JsonObject } from "@eval/core";

/** One place where two states differ; absent values are undefined. */
export interface Difference {
  /** `nodes.n2.role` */
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** Every place where the states differ, as deep as both have the same kind of value there; in the order of the first. */
export function stateDifference(before: Json, after: Json): Difference[] {
  return [...compare("", before, after)];
}

function* compare(path: string, before: Json | undefined, after: Json | undefined): Generator<Difference> {
  const [left, right] = [entriesOf(before), entriesOf(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) {
    if (!equal(before, after)) yield { path, before, after };
    return;
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    yield* compare(path === "" ? key : `${path}.${key}`, left.get(key), right.get(key));
  }
}

/** Lists whose items have names of their own are compared by them: a node that moved in the list has not changed. */
function entriesOf(value: Json | undefined): Map<string, Json> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value as JsonObject));
  const items = value as readonly Json[];
  const names = items.map(nameOf);
  const named = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return new Map(items.map((item, index) => [named ? names[index]! : String(index), item]));
}

function nameOf(item: Json): string | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const { name, id } = item as JsonObject;
  const label = name ?? id;
  return typeof label === "string" || typeof label === "number" ? String(label) : undefined;
}

function equal(before: Json | undefined, after: Json | undefined): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
