import { statSync } from "node:fs";
import { HarnessError, systemClock, describe, type Clock } from "@eval/core";
import { oneAtATime } from "./one-at-a-time.js";
import { filesSignature, withRecoveredCopy } from "./recovered-copy.js";
import { openSqlite, sqliteFailure, type Sqlite } from "./sqlite.js";

export interface FollowOptions {
  /** How long a read is tried again while another program holds the database locked. @default 5000 */
  patienceMs?: number;
  clock?: Clock;
}

const RETRY_MS = 5;
/** A file that is being copied into place reads as damaged for a moment. */
const OTHER_FAILURES_MS = 300;

interface Connection {
  database: Sqlite;
  dataVersion: () => Promise<unknown>;
  file: string;
}

/**
 * Whatever database stands at a path, read-only: it may be missing, come, go, be locked and be replaced by
 * another file. One connection at a time, so that SQLite's data version tells what this reader has seen.
 */
export class FollowedDatabase {
  private readonly exclusively = oneAtATime();
  private readonly patienceMs: number;
  private readonly clock: Clock;
  private connection: Connection | undefined;
  private generation = 0;
  private closed = false;
  private lastRead: string | undefined;

  constructor(
    readonly path: string,
    { patienceMs = 5_000, clock = systemClock }: FollowOptions = {},
  ) {
    this.patienceMs = patienceMs;
    this.clock = clock;
  }

  /** The state that the last read saw, to be compared with `look`'s. */
  get seen(): string | undefined {
    return this.lastRead;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Takes the present state as seen. */
  async remember(): Promise<void> {
    this.lastRead = await this.look();
  }

  /**
   * Does the work in one read transaction, hence on one consistent snapshot; undefined when there is no
   * file. Work that fails is done again until the patience ends; then rejects with `operator_db_unreadable`.
   */
  async read<T>(work: (database: Sqlite) => Promise<T>): Promise<T | undefined> {
    const began = this.clock.now();
    for (;;) {
      try {
        return await this.exclusively(() => this.readOnce(work));
      } catch (error) {
        const patienceMs =
          sqliteFailure(error) === "busy" ? this.patienceMs : Math.min(this.patienceMs, OTHER_FAILURES_MS);
        if (this.closed || this.clock.now() - began >= patienceMs) {
          throw new HarnessError("operator_db_unreadable", {
            message: `${this.path} could not be read: ${describe(error)}`,
            details: { path: this.path },
            cause: error,
          });
        }
      }
      await this.clock.sleep(RETRY_MS);
    }
  }

  /**
   * A text that differs after every commit, creation, removal and replacement; undefined while that
   * cannot be told because the database is locked. Never rejects.
   */
  look(): Promise<string | undefined> {
    return this.exclusively(async () => {
      try {
        const connection = await this.connect();
        return connection ? await this.stateOf(connection) : "absent";
      } catch (error) {
        return sqliteFailure(error) === "busy" ? undefined : this.stateOfFiles();
      }
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.exclusively(() => this.disconnect());
  }

  private async readOnce<T>(work: (database: Sqlite) => Promise<T>): Promise<T | undefined> {
    try {
      const connection = await this.connect();
      if (!connection) {
        this.lastRead = "absent";
        return undefined;
      }
      const { database } = connection;
      await database.execute("BEGIN");
      try {
        // Asking for the version takes the snapshot that the work then sees.
        const state = await this.stateOf(connection);
        const result = await work(database);
        this.lastRead = state;
        return result;
      } finally {
        await database.execute("ROLLBACK").catch(() => this.disconnect());
      }
    } catch (error) {
      if (!["needs_writing", "cannot_open"].includes(sqliteFailure(error)) || this.fileAtPath() === undefined)
        throw error;
      await this.disconnect();
      const state = this.stateOfFiles();
      const result = await withRecoveredCopy(this.path, work);
      this.lastRead = state;
      return result;
    }
  }

  /** The connection to the file that stands at the path now. */
  private async connect(): Promise<Connection | undefined> {
    if (this.closed)
      throw new HarnessError("operator_db_unreadable", { message: `${this.path} is no longer followed` });
    const file = this.fileAtPath();
    if (this.connection?.file === file) return this.connection;
    await this.disconnect();
    if (file === undefined) return undefined;
    const database = await openSqlite(this.path, { access: "read" });
    const dataVersion = await database.prepare("PRAGMA data_version");
    if (this.fileAtPath() !== file) {
      await database.close();
      return this.connect();
    }
    this.generation += 1;
    this.connection = { database, dataVersion, file };
    return this.connection;
  }

  private async disconnect(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    await connection?.database.close();
  }

  /** An inode cannot be reused while a connection holds it, so another file at the path is another inode. */
  private fileAtPath(): string | undefined {
    const stat = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.dev}:${stat.ino}` : undefined;
  }

  /** Data versions can be compared within one connection only. */
  private async stateOf({ dataVersion }: Connection): Promise<string> {
    return `${this.generation}: ${JSON.stringify(await dataVersion())}`;
  }

  private stateOfFiles(): string {
    return `unread: ${filesSignature(this.path)}`;
  }
}
