import { shellQuote, type Command } from "@eval/core";

/** A line of a configuration file, before and after; `was` is null for one that is new, at the end. */
export type EditedLine = { was: string | null; is: string };

/** Throws RangeError when the line to edit is not there. */
export function withEdit(text: string, { was, is }: EditedLine): string {
  if (was === null) return `${text}${is}\n`;
  const lines = text.split("\n");
  const at = lines.indexOf(was);
  if (at < 0) throw new RangeError(`no line "${was}"`);
  return lines.with(at, is).join("\n");
}

/** Takes the edit back as somebody would who has found the line. Both GNU and BSD sed know this form of `-i`. */
export function undoEdit(file: string, { was, is }: EditedLine): Command {
  const found = `^${is.replaceAll(/[\\.*^$|[\]]/g, String.raw`\$&`)}$`;
  const script = was === null ? `\\|${found}|d` : `s|${found}|${was.replaceAll(/[\\&|]/g, String.raw`\$&`)}|`;
  return `sed -i.bak ${shellQuote(script)} ${shellQuote(file)}`;
}
