import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { asHarnessError, HarnessError } from "@eval/core";
import { openStore, type Store, type TableName } from "@eval/store";
import { campaignIds } from "../analysis/campaign-ids.js";
import type { Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { csvWriter } from "./csv-writer.js";
import { jsonLinesWriter } from "./json-lines-writer.js";
import { createOutputFile, refuseExisting } from "./output-file.js";
import {
  formatOfFile,
  readExportRequest,
  tables,
  type ExportFormat,
  type ExportRequest,
} from "./read-export-request.js";
import { writeRows } from "./write-rows.js";

/** One table that goes to one place. */
interface Target {
  table: TableName;
  format: ExportFormat;
  /** Absolute; null: standard output. */
  path: string | null;
}

/** `eval export`. */
export async function exportTables(args: Arguments, io: Io): Promise<number> {
  const request = readExportRequest(args);
  await using store = await openStore(resolve(io.cwd, request.db), { mustExist: true });
  const ids = await campaignIds(request.campaigns, { store, db: request.db });
  for (const id of ids) {
    if (await store.getCampaign(id)) continue;
    throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${request.db}` });
  }
  const named = request.campaigns.length === 0 ? undefined : ids;
  const targets = await targetsOf(request, io.cwd);
  for (const { path } of targets) if (path !== null) await refuseExisting(path, request);
  const stopped = new AbortController();
  const stopListening = io.onInterrupt(() => stopped.abort());
  try {
    for (const target of targets) await exportTable(target, { store, campaignIds: named, io, signal: stopped.signal });
  } finally {
    stopListening();
  }
  return exitCodes.ok;
}

/** A folder takes all tables, a file one. */
async function targetsOf({ output, toStdout, format, table }: ExportRequest, cwd: string): Promise<Target[]> {
  if (toStdout) return [{ table: table ?? "trials", format: format ?? "csv", path: null }];
  const path = resolve(cwd, output);
  const folder = /[/\\]$/.test(output) || (await isFolder(path));
  if (!folder) return [{ table: table ?? "trials", format: format ?? formatOfFile(path) ?? "csv", path }];
  await mkdir(path, { recursive: true });
  const wanted = table === undefined ? tables : [table];
  const of = format ?? "csv";
  return wanted.map((name) => ({ table: name, format: of, path: join(path, `${name}.${of}`) }));
}

interface Exporting {
  store: Store;
  /** Undefined: all there are. */
  campaignIds: readonly number[] | undefined;
  io: Io;
  signal: AbortSignal;
}

async function exportTable(
  { table, format, path }: Target,
  { store, campaignIds: ids, io, signal }: Exporting,
): Promise<void> {
  const columns = await store.tableColumns(table);
  const reading = { store, table, campaignIds: ids, signal };
  if (path === null) {
    const write = async (text: string) => {
      io.stdout.write(text);
      await io.stdout.drained?.();
    };
    const writer = format === "jsonl" ? jsonLinesWriter(columns, write) : csvWriter(columns, write);
    await writeRows(writer, reading);
    return;
  }
  const file = await createOutputFile(path);
  try {
    const writer =
      format === "parquet"
        ? (await import("./parquet-writer.js")).parquetWriter(columns, file.partial)
        : (format === "jsonl" ? jsonLinesWriter : csvWriter)(columns, (text) => file.write(text));
    const rows = await writeRows(writer, reading);
    await file.complete();
    io.stderr.write(`${path}: ${rows} ${rows === 1 ? table.slice(0, -1) : table}\n`);
    for (const warning of writer.warnings()) io.stderr.write(`warning: ${warning}\n`);
  } catch (error) {
    await file.discard();
    throw asHarnessError(error, "export_failed");
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
