import { shellQuote } from "@eval/core";

/** Replaces each `{name}` of a command line by its value, quoted; leaves braces of other names alone. */
export function fillPlaceholders(command: string, values: { readonly [name: string]: string }): string {
  return command.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : shellQuote(value);
  });
}
