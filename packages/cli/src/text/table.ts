export interface Column<Row> {
  title: string;
  cell: (row: Row) => string;
  /** Numbers stand right. @default "left" */
  align?: "left" | "right";
}

/** One line of titles and one for each row, in columns two spaces apart. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  const format = (line: readonly string[]) =>
    line
      .map((cell, index) =>
        columns[index]!.align === "right" ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join("  ")
      .trimEnd();
  return `${lines.map(format).join("\n")}\n`;
}
