import { errorTable, HarnessError, isHarnessError, type ErrorCode } from "@eval/core";
import { failureOf, systemCode, type Failure } from "./failure.js";

const codes: Readonly<Record<Failure, ErrorCode>> = {
  busy: "store_locked",
  full: "store_full",
  readonly: "store_readonly",
  cannot_open: "store_readonly",
  not_a_database: "store_not_a_database",
  constraint: "store_failed",
  other: "store_failed",
};

const fileCodes: Readonly<Record<string, ErrorCode>> = {
  EACCES: "store_readonly",
  EPERM: "store_readonly",
  EROFS: "store_readonly",
  ENOSPC: "store_full",
  EDQUOT: "store_full",
  EISDIR: "store_not_a_database",
};

/** What went wrong with the file or the database, by the harness's table; its path in the details. */
export function storeError(error: unknown, path: string): HarnessError {
  if (isHarnessError(error)) return error;
  const code = fileCodes[systemCode(error) ?? ""] ?? codes[failureOf(error)];
  const message = `${errorTable[code].meaning.replace(/\.$/, "")}: ${path}`;
  return new HarnessError(code, { message, details: { path }, cause: error });
}
