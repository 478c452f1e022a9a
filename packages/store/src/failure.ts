/** What kind of failure the database met. */
export type Failure = "busy" | "full" | "readonly" | "cannot_open" | "not_a_database" | "constraint" | "other";

const failures: Readonly<Record<string, Failure>> = {
  SQLITE_BUSY: "busy",
  SQLITE_LOCKED: "busy",
  SQLITE_FULL: "full",
  SQLITE_READONLY: "readonly",
  SQLITE_PERM: "readonly",
  SQLITE_CANTOPEN: "cannot_open",
  SQLITE_NOTADB: "not_a_database",
  SQLITE_CONSTRAINT: "constraint",
};

/** By the driver's error code, whether TypeORM has wrapped the error or not. */
export function failureOf(error: unknown): Failure {
  const code =
    systemCode(error) ?? (error instanceof Error && "driverError" in error ? systemCode(error.driverError) : undefined);
  return (code && failures[code]) || "other";
}

/** `EACCES`, `SQLITE_BUSY`, …: what Node's own modules and the driver put into `code`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
