import { nearest } from "@eval/core";

const placeholders = ["operatorDb", "briefing"] as const;

/**
 * Of an operator's command the first `{name}` that is nearly one of ours, in words; undefined where there is none.
 * Braces that the shell or a program has its own use for are left alone.
 */
export function misspeltPlaceholder(command: string): string | undefined {
  for (const [, name = ""] of command.matchAll(/(?<!\$)\{(\w+)\}/g)) {
    const meant = nearest(name, placeholders);
    if (meant !== undefined && meant !== name) return `{${name}} is no placeholder; did you mean {${meant}}?`;
  }
  return undefined;
}
