import type { Result } from "./result.js";

export interface TextOptions {
  /** Characters a line has room for. */
  columns: number;
  isTerminal: boolean;
  /** How a person calls this program. */
  program: string;
}

/** For people. */
export function resultText(result: Result, options: TextOptions): string {
  return `${result.kind} ${options.program}\n`;
}
