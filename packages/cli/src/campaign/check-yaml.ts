import { didYouMean } from "@eval/core";
import { z } from "zod";
import type { Path, YamlSource } from "./yaml-source.js";

/** What a schema makes of a file. Throws `campaign_invalid` at the first thing it refuses, naming the nearest key. */
export function checkYaml<S extends z.ZodType>(source: YamlSource, schema: S): z.output<S> {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  // An unknown key is often the cause of what else is missing.
  const issues = parsed.error.issues.map((issue) => deepest(issue, []));
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  if (issue.code !== "unrecognized_keys") throw source.errorAt(issue.path, issue.message);
  const [key = ""] = issue.keys;
  const known = keysAt(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), issue.path);
  throw source.errorAt(issue.path, `unknown key ${key}${didYouMean(key, known)}`, {
    key,
    hint: `Known here: ${known.join(", ")}.`,
  });
}

type Issue = z.core.$ZodIssue;

/** Of alternatives, what is wrong with the one that was meant: the one whose kind of value was written. */
function deepest(issue: Issue, prefix: Path): Issue {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find(
      ([first]) => first !== undefined && !(first.code === "invalid_type" && first.path.length === 0),
    );
    if (meant?.[0]) return deepest(meant[0], path);
  }
  return { ...issue, path };
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
