import { HarnessError } from "@eval/core";

/** What was given on the command line, by option name. Every reader refuses what makes no sense, with `usage_invalid`. */
export class Arguments {
  constructor(private readonly values: { readonly [name: string]: unknown }) {}

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value)) throw usageError(`--${name} was given more than once`);
    if (typeof value !== "string" || value === "") throw usageError(`--${name} needs a value`);
    return value;
  }

  list(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}

export function usageError(message: string, hint?: string): HarnessError {
  return new HarnessError("usage_invalid", { message, ...(hint === undefined ? {} : { hint }) });
}
