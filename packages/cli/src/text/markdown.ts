import { printableLine } from "./printable.js";

/** So much of a text is shown at most. */
const longest = 200;

/**
 * Text of agents and users in a Markdown page, as code: there it can be no link, image, heading, mention, reference or
 * HTML, whatever it holds. Stands in table cells too.
 */
export function markdownCode(text: string): string {
  const line = printableLine(text, longest).replaceAll("|", "\\|");
  if (line === "") return "";
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const space = runs.length > 0 ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

const wordJoiner = "\u2060";

/** Sentences of ours that may hold names of others. A mention, a reference or a link in them is taken apart. */
export function markdownProse(text: string): string {
  return printableLine(text, 2_000)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replaceAll(/[@#]/g, `$&${wordJoiner}`)
    .replaceAll("://", `:${wordJoiner}//`)
    .replaceAll(/www\./gi, (found) => `${found.slice(0, -1)}${wordJoiner}.`);
}

/** A table; the cells are Markdown already. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(titles) + line(titles.map(() => "---")) + rows.map(line).join("");
}
