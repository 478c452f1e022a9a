import { extname } from "node:path";
import { didYouMean } from "@eval/core";
import type { TableName } from "@eval/store";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";

export type ExportFormat = "csv" | "jsonl" | "parquet";

export interface ExportRequest {
  /** Numbers and names, as written; none: all there are. */
  campaigns: readonly string[];
  /** As written. */
  output: string;
  toStdout: boolean;
  /** Undefined: by the file's ending. */
  format: ExportFormat | undefined;
  table: TableName | undefined;
  force: boolean;
  /** As written. */
  db: string;
}

export const formats: readonly ExportFormat[] = ["csv", "jsonl", "parquet"];
export const tables: readonly TableName[] = ["campaigns", "trials", "events", "verdicts"];

/** Throws `usage_invalid`. */
export function readExportRequest(args: Arguments): ExportRequest {
  const output = args.text("output");
  if (output === undefined) throw usageError("-o is missing", "Give it a file, a folder, or - for standard output.");
  const request: ExportRequest = {
    campaigns: args.list("ids"),
    output,
    toStdout: output === "-",
    format: oneOf(args.text("format"), formats, "--format"),
    table: oneOf(args.text("table"), tables, "--table"),
    force: args.flag("force"),
    db: args.text("db") ?? defaultDatabase,
  };
  if (request.toStdout && request.format === "parquet") {
    throw usageError("--format parquet cannot be written to standard output", "Give -o a file.");
  }
  return request;
}

/** By the file's ending; undefined where it tells nothing. */
export function formatOfFile(path: string): ExportFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ending === "ndjson" ? "jsonl" : formats.find((format) => format === ending);
}

function oneOf<T extends string>(text: string | undefined, known: readonly T[], option: string): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((each) => each === text);
  if (found === undefined) {
    throw usageError(`${option}: there is no ${text}${didYouMean(text, known)}`, `Known: ${known.join(", ")}.`);
  }
  return found;
}
