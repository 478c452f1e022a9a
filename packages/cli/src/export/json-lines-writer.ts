import type { StoredColumn } from "@eval/store";
import type { RowWriter, WriteText } from "./row-writer.js";

/** A JSON object for each row. JSON columns stand in it as the values they are; where one holds no JSON, as text. */
export function jsonLinesWriter(columns: readonly StoredColumn[], write: WriteText): RowWriter {
  const keys = columns.map(({ name }) => JSON.stringify(name));
  return {
    write: (rows) =>
      write(
        rows
          .map((row) => {
            const members = columns.map((column, index) => `${keys[index]}:${memberOf(row[column.name], column)}`);
            return `{${members.join(",")}}\n`;
          })
          .join(""),
      ),
    finish: () => Promise.resolve(),
    warnings: () => [],
  };
}

function memberOf(value: string | number | null | undefined, { as }: StoredColumn): string {
  if (value === null || value === undefined) return "null";
  if (as === "boolean") return String(value !== 0);
  // As it was written, digit by digit; line breaks can stand only between its parts.
  if (as === "json" && typeof value === "string" && isJson(value)) return value.replaceAll(/[\r\n]/g, " ");
  return JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
