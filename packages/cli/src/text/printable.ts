/** Control characters, and what turns text around: C0 and C1 but tab and newline, bidirectional overrides. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const escapeSequence = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;

/**
 * Text from agents, clusters and plugins as it may be shown on a terminal: without control characters,
 * so that nothing it says can move the cursor, hide lines or retitle the window.
 */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(escapeSequence, "").replace(unprintable, "");
}

/** The same on one line, shortened to at most `columns` characters. */
export function printableLine(text: string, columns = Infinity): string {
  const line = printable(text).replace(/\s+/g, " ").trim();
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line;
}
