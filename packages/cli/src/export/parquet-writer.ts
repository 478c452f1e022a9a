import { counted } from "@eval/core";
import { fileWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from "hyparquet-writer";
import type { StoredColumn, StoredRow } from "@eval/store";
import type { RowWriter } from "./row-writer.js";

/** A row group is written as soon as it has so many rows, or so many characters of text: it is held in memory. */
const groupRows = 10_000;
const groupCharacters = 16_000_000;
/** Statistics of long texts are of their beginnings. */
const statisticsTruncateLength = 64;

type Cell = string | number | bigint | boolean | null;
type ParquetType = "STRING" | "INT64" | "DOUBLE" | "BOOLEAN";

const typeOf = { text: "STRING", json: "STRING", integer: "INT64", real: "DOUBLE", boolean: "BOOLEAN" } as const;

/** Parquet with Snappy: 64-bit integers, doubles, booleans and text, all of them nullable. JSON is text. */
export function parquetWriter(columns: readonly StoredColumn[], path: string): RowWriter {
  const schema = schemaFromColumnData({ columnData: columnsOf([], columns, ignore) });
  const parquet = new ParquetWriter({ writer: fileWriter(path), schema, statisticsTruncateLength });
  const misfits = new Map<string, number>();
  const misfit = (name: string) => void misfits.set(name, (misfits.get(name) ?? 0) + 1);
  let kept: StoredRow[] = [];
  let characters = 0;
  const flush = async () => {
    if (kept.length === 0) return;
    await parquet.write({ columnData: columnsOf(kept, columns, misfit), rowGroupSize: kept.length });
    kept = [];
    characters = 0;
  };
  return {
    async write(rows) {
      for (const row of rows) {
        kept.push(row);
        for (const value of Object.values(row)) if (typeof value === "string") characters += value.length;
        if (kept.length >= groupRows || characters >= groupCharacters) await flush();
      }
    },
    async finish() {
      await flush();
      await parquet.finish();
    },
    warnings: () =>
      [...misfits].map(([name, count]) => `${counted(count, "value")} of ${name} of another type left out`),
  };
}

function ignore(): void {}

function columnsOf(
  rows: readonly StoredRow[],
  columns: readonly StoredColumn[],
  misfit: (name: string) => void,
): ColumnSource[] {
  return columns.map((column) => ({
    name: column.name,
    type: typeOf[column.as],
    nullable: true,
    data: rows.map((row) => {
      const value = row[column.name] ?? null;
      const cell = cellOf(value, typeOf[column.as]);
      if (cell === null && value !== null) misfit(column.name);
      return cell;
    }),
  }));
}

/** SQLite holds no column to its type: null where a value is of another. */
function cellOf(value: string | number | null, type: ParquetType): Cell {
  if (value === null) return null;
  if (type === "STRING") return String(value);
  if (typeof value !== "number") return null;
  if (type === "DOUBLE") return value;
  if (type === "BOOLEAN") return value !== 0;
  return Number.isSafeInteger(value) ? BigInt(value) : null;
}
