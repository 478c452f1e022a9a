import sqlite3 from "sqlite3";

/** Runs statements on a database file, past the store. */
export async function changeDatabase(path: string, statements: readonly string[]): Promise<void> {
  const database = new sqlite3.Database(path);
  const done = (resolve: () => void, reject: (error: Error) => void) => (error: Error | null) =>
    error ? reject(error) : resolve();
  try {
    for (const sql of statements)
      await new Promise<void>((resolve, reject) => database.run(sql, done(resolve, reject)));
  } finally {
    await new Promise<void>((resolve, reject) => database.close(done(resolve, reject)));
  }
}
