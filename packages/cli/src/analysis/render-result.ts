import { usageError, type Arguments } from "../arguments/arguments.js";
import { jsonText } from "../json/version.js";
import { resultCsv } from "./result-csv.js";
import { resultMarkdown } from "./result-markdown.js";
import { resultText } from "./result-text.js";
import type { Result } from "./result.js";
import type { TextOptions } from "./text-options.js";

export type Format = "text" | "json" | "csv" | "markdown";

/** Every format is a pure function of the result. */
export const renderers: Readonly<Record<Format, (result: Result, options: TextOptions) => string>> = {
  text: resultText,
  json: ({ kind, ...content }) => jsonText(kind, content),
  csv: resultCsv,
  markdown: resultMarkdown,
};

/** What goes to standard output. Throws `usage_invalid` when two formats are asked for. */
export function readFormat(args: Arguments): Format {
  const asked = (["json", "csv", "markdown"] as const).filter((format) => args.flag(format));
  if (asked.length > 1) throw usageError(`${asked.map((format) => `--${format}`).join(" and ")} exclude each other`);
  return asked[0] ?? "text";
}
