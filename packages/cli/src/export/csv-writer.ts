import type { StoredColumn } from "@eval/store";
import type { RowWriter, WriteText } from "./row-writer.js";

/** RFC 4180 with a header and line feeds: nothing stands for null, `true` and `false` for booleans, JSON is text. */
export function csvWriter(columns: readonly StoredColumn[], write: WriteText): RowWriter {
  let head = lineOf(columns.map(({ name }) => name));
  const withHead = (lines: string) => {
    const text = head + lines;
    head = "";
    return write(text);
  };
  return {
    write: (rows) =>
      withHead(rows.map((row) => lineOf(columns.map((column) => cellOf(row[column.name], column)))).join("")),
    finish: () => withHead(""),
    warnings: () => [],
  };
}

function cellOf(value: string | number | null | undefined, { as }: StoredColumn): string | null {
  if (value === null || value === undefined) return null;
  return String(as === "boolean" ? value !== 0 : value);
}

function lineOf(cells: readonly (string | null)[]): string {
  return `${cells.map(fieldOf).join(",")}\n`;
}

/** An empty text is told from null by its quotation marks. */
function fieldOf(cell: string | null): string {
  if (cell === null) return "";
  return cell === "" || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
