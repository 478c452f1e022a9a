/** What a configuration file holds: nested tables of strings, numbers, booleans and arrays of them. */
export interface TomlTable {
  [key: string]: TomlValue;
}
export type TomlValue = string | number | boolean | TomlTable | TomlValue[];

/**
 * Reads the part of TOML that configurations of PD and TiKV are written in: tables, dotted keys, strings, numbers,
 * booleans and arrays. Throws an Error that names the line for anything else.
 */
export function parseToml(text: string): TomlTable {
  const root: TomlTable = {};
  let table = root;
  for (const { line, number } of joinedLines(text)) {
    const header = /^\[([^[\]]+)\]$/.exec(line);
    try {
      if (header?.[1] !== undefined) table = tableAt(root, keyParts(header[1]));
      else assign(table, line);
    } catch (error) {
      throw new Error(`line ${number}: ${error instanceof Error ? error.message : String(error)}: ${line}`, {
        cause: error,
      });
    }
  }
  return root;
}

/** Lines without comments; an array that goes on over several lines becomes one. */
function joinedLines(text: string): { line: string; number: number }[] {
  const lines: { line: string; number: number }[] = [];
  let open: { line: string; number: number } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = withoutComment(raw).trim();
    if (line === "") continue;
    const current: { line: string; number: number } = open
      ? { ...open, line: `${open.line} ${line}` }
      : { line, number: index + 1 };
    open = isOpenArray(current.line) ? current : undefined;
    if (!open) lines.push(current);
  }
  if (open) lines.push(open);
  return lines;
}

const withoutStrings = (line: string): string => line.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g, "");

function isOpenArray(line: string): boolean {
  const bare = withoutStrings(line);
  return bare.includes("=") && bare.split("[").length > bare.split("]").length;
}

function withoutComment(line: string): string {
  return /^(?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'#])*/.exec(line)?.[0] ?? line;
}

function keyParts(dotted: string): string[] {
  const parts = dotted.match(/"[^"]*"|'[^']*'|[^.\s]+/g) ?? [];
  if (parts.length === 0) throw new Error("a key is missing");
  return parts.map((part) => part.replaceAll(/^["']|["']$/g, ""));
}

function tableAt(root: TomlTable, parts: readonly string[]): TomlTable {
  let table = root;
  for (const part of parts) {
    const next = (table[part] ??= {});
    if (typeof next !== "object" || Array.isArray(next)) throw new Error(`${part} is not a table`);
    table = next;
  }
  return table;
}

function assign(table: TomlTable, line: string): void {
  const at = line.indexOf("=");
  if (at < 0) throw new Error("neither a table nor a key with a value");
  const parts = keyParts(line.slice(0, at).trim());
  const last = parts.pop() as string;
  tableAt(table, parts)[last] = parseValue(line.slice(at + 1).trim());
}

function parseValue(text: string): TomlValue {
  if (text === "true" || text === "false") return text === "true";
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  if (/^"(?:\\.|[^"\\])*"$/.test(text)) return JSON.parse(text) as string;
  if (text.startsWith("[") && text.endsWith("]")) return elements(text.slice(1, -1)).map(parseValue);
  const number = Number(text.replaceAll("_", ""));
  if (text === "" || Number.isNaN(number)) throw new Error("not a value");
  return number;
}

function elements(inside: string): string[] {
  const found = inside.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\[[^\]]*\]|[^,])+/g) ?? [];
  return found.map((element) => element.trim()).filter((element) => element !== "");
}
