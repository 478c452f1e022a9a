import type { StoredRow } from "@eval/store";

/** Takes a table's rows, page by page, in one format. */
export interface RowWriter {
  write(rows: readonly StoredRow[]): Promise<void>;
  /** Writes what is still kept back, and what a format ends with. */
  finish(): Promise<void>;
  /** What could not be written as it stands, in words; known after `finish`. */
  warnings(): readonly string[];
}

/** Where text goes; resolves once there is room for more. */
export type WriteText = (text: string) => Promise<void>;
