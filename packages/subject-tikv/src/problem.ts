import type { Problem } from "@eval/core";

/** `invariant` or `invariant:target` as its key. */
export function problem(
  invariant: string,
  target: string | null,
  severity: Problem["severity"],
  message: string,
): Problem {
  return { key: target === null ? invariant : `${invariant}:${target}`, target, severity, message };
}
