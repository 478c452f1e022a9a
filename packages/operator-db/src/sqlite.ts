import sqlite3 from "sqlite3";

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** One connection. Statements run in the order they are asked for; none waits for another program's lock unless told to. */
export interface Sqlite {
  all(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  run(sql: string, parameters?: readonly SqlValue[]): Promise<{ lastId: number; changes: number }>;
  /** Several statements without parameters. */
  execute(sql: string): Promise<void>;
  /** A query compiled once, for what is asked many times a second. */
  prepare(sql: string): Promise<() => Promise<Row[]>>;
  close(): Promise<void>;
}

export interface OpenSqliteOptions {
  access: "read" | "change" | "write";
  /** How long a statement waits for another program's lock before it fails with `busy`. @default 0 */
  busyTimeoutMs?: number;
}

const modes = {
  read: sqlite3.OPEN_READONLY,
  change: sqlite3.OPEN_READWRITE,
  write: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
};

/** Opens a database. `write` creates it when it is missing, `read` and `change` reject with `cannot_open`. */
export async function openSqlite(path: string, { access, busyTimeoutMs = 0 }: OpenSqliteOptions): Promise<Sqlite> {
  const mode = modes[access];
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opening: sqlite3.Database = new sqlite3.Database(path, mode, (error) =>
      error ? reject(error) : resolve(opening),
    );
  });
  database.configure("busyTimeout", busyTimeoutMs);
  const prepared: sqlite3.Statement[] = [];
  return {
    all: (sql, parameters = []) =>
      settle<Row[]>((done) =>
        database.all(sql, [...parameters], (error: Error | null, rows: Row[]) => done(error, rows)),
      ),
    run: (sql, parameters = []) =>
      settle((done) =>
        database.run(sql, [...parameters], function (error) {
          // A statement that does not compile has no `this`.
          done(error, error ? { lastId: 0, changes: 0 } : { lastId: this.lastID, changes: this.changes });
        }),
      ),
    execute: (sql) => settle<void>((done) => database.exec(sql, (error) => done(error, undefined))),
    async prepare(sql) {
      const statement = await new Promise<sqlite3.Statement>((resolve, reject) => {
        const compiling: sqlite3.Statement = database.prepare(sql, (error: Error | null) =>
          error ? reject(error) : resolve(compiling),
        );
      });
      prepared.push(statement);
      return () => settle<Row[]>((done) => statement.all<Row>((error, rows) => done(error, rows)));
    },
    async close() {
      for (const statement of prepared.splice(0)) {
        await new Promise<void>((resolve) => statement.finalize(() => resolve()));
      }
      await settle<void>((done) => database.close((error) => done(error, undefined)));
    },
  };
}

function settle<T>(start: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

export type SqliteFailure = "busy" | "cannot_open" | "needs_writing" | "other";

/** What kind of failure of SQLite's this is, from its result code. */
export function sqliteFailure(error: unknown): SqliteFailure {
  const code = error instanceof Error && "errno" in error ? Number(error.errno) & 0xff : -1;
  if (code === sqlite3.BUSY || code === sqlite3.LOCKED) return "busy";
  if (code === sqlite3.CANTOPEN) return "cannot_open";
  // A reader meets it where a writer died in the middle of a commit: the journal waits to be rolled back.
  if (code === sqlite3.READONLY) return "needs_writing";
  return "other";
}
