import { HarnessError } from "@eval/core";
import type { Store, TableName } from "@eval/store";
import type { RowWriter } from "./row-writer.js";

/** So many rows are held at a time: a trial's states may be long. */
const pageRows: Readonly<Record<TableName, number>> = { campaigns: 500, trials: 250, events: 2_000, verdicts: 2_000 };

export interface Reading {
  store: Pick<Store, "tableRows">;
  table: TableName;
  campaignIds: readonly number[] | undefined;
  /** Ends it between two pages, with `interrupted`. */
  signal: AbortSignal;
}

/** All rows of the table, a page at a time; resolves with how many they were. */
export async function writeRows(writer: RowWriter, reading: Reading): Promise<number> {
  const { store, table, campaignIds, signal } = reading;
  const limit = pageRows[table];
  let [count, after] = [0, 0];
  for (;;) {
    if (signal.aborted) throw new HarnessError("interrupted", { message: "the export was interrupted" });
    const rows = await store.tableRows(table, { limit, after, ...(campaignIds ? { campaignIds } : {}) });
    if (rows.length > 0) await writer.write(rows);
    count += rows.length;
    after = Number(rows.at(-1)?.["id"] ?? after);
    if (rows.length < limit) break;
  }
  await writer.finish();
  return count;
}
