import type { OperatorCommand } from "@eval/core";

/** Parameters in which a tool is told what to run, the first one that is there. */
const commandFields = ["command", "cmd", "script", "argv", "args", "query", "sql", "input"] as const;
/** Parameters that are the agent's own words about the call: two calls that differ in nothing else are the same. */
const remarkFields = new Set([
  "reasoning",
  "reason",
  "rationale",
  "explanation",
  "description",
  "comment",
  "thought",
  "thoughts",
  "justification",
  "purpose",
  "why",
]);

/**
 * What a tool call does, by which calls are told apart: the command itself, or, of a tool that is given none, its
 * name and parameters without the agent's remarks.
 */
export function commandText({ tool_name, tool_params }: Pick<OperatorCommand, "tool_name" | "tool_params">): string {
  const name = tool_name ?? "";
  const params = parse(tool_params);
  if (typeof params === "string") return params.trim() || name;
  for (const field of commandFields) {
    const value = params[field];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (Array.isArray(value) && value.length > 0) return value.map(String).join(" ");
  }
  const rest = Object.keys(params)
    .filter((field) => !remarkFields.has(field.toLowerCase()))
    .sort()
    .map((field) => `${field}=${JSON.stringify(params[field])}`);
  return [name, ...rest].join(" ");
}

/** The text itself when it is no JSON object. */
function parse(text: string | null): string | Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    return typeof value === "string" ? value : (text ?? "");
  } catch {
    return text ?? "";
  }
}
