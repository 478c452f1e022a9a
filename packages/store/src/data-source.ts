/**
 * The only file that knows the driver (SQLite through node-sqlite3): how to connect and how to run
 * prepared statements. What its failures mean is in `failure.ts`, which loads nothing.
 */
import type { Database as Sqlite, Statement } from "sqlite3";
import type { Logger } from "typeorm";
import { DataSource } from "typeorm/data-source/DataSource.js";
import { campaignEntity, trialEntity, trialEventEntity, trialVerdictEntity, type SqlValue } from "./entities/index.js";
import { failureOf } from "./failure.js";
import { migrations } from "./migrations/index.js";

export type Row = Record<string, SqlValue>;

/** One connection. Statements run in the order of their calls only when each is awaited. */
export interface Connection {
  readonly dataSource: DataSource;
  /** Runs a statement that is prepared once and kept: for what runs again and again. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<{ lastId: number; changes: number }>;
  /** Runs a statement once. */
  query<T = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<T[]>;
  close(): Promise<void>;
}

const keptStatements = 100;

/** TypeORM would print failures to stdout, which is for results. They reach the caller as errors. */
const silent: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Opens the file without changing it: no schema, no journal mode. */
export async function openConnection(path: string, { busyTimeoutMs }: { busyTimeoutMs: number }): Promise<Connection> {
  const dataSource = new DataSource({
    type: "sqlite",
    database: path,
    busyTimeout: busyTimeoutMs,
    entities: [campaignEntity, trialEntity, trialEventEntity, trialVerdictEntity],
    migrations: [...migrations],
    synchronize: false,
    logger: silent,
  });
  await dataSource.initialize();
  await dataSource.query("PRAGMA synchronous = FULL");
  return connect(dataSource);
}

/** Switches to write-ahead logging, so that readers in other processes never wait for the writer. */
export async function enterWal(connection: Connection, { busyTimeoutMs }: { busyTimeoutMs: number }): Promise<void> {
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      await connection.query("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      // The switch needs the file for itself, and SQLite does not wait for that by the busy timeout.
      if (failureOf(error) !== "busy" || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function connect(dataSource: DataSource): Connection {
  const sqlite = (dataSource.driver as unknown as { databaseConnection: Sqlite }).databaseConnection;
  const statements = new Map<string, Statement>();

  const forget = async (sql: string, statement: Statement) => {
    statements.delete(sql);
    await new Promise<void>((resolve) => statement.finalize(() => resolve()));
  };

  const prepared = async (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = await new Promise<Statement>((resolve, reject) => {
      const made: Statement = sqlite.prepare(sql, (error) => (error ? reject(error) : resolve(made)));
    });
    const [oldest] = statements;
    if (oldest && statements.size >= keptStatements) await forget(...oldest);
    statements.set(sql, statement);
    return statement;
  };

  return {
    dataSource,
    async run(sql, parameters = []) {
      const statement = await prepared(sql);
      return new Promise((resolve, reject) => {
        statement.run(parameters, function (error) {
          if (error) reject(error);
          else resolve({ lastId: this.lastID, changes: this.changes });
        });
      });
    },
    query: (sql, parameters = []) => dataSource.query(sql, [...parameters]),
    async close() {
      for (const entry of [...statements]) await forget(...entry);
      await dataSource.destroy();
    },
  };
}
