import type { Sqlite, SqlValue } from "./sqlite.js";

/** The columns read, by table. A column that an older or newer operator lacks reads as null. */
const columns = {
  tickets: [
    "id",
    "violation_key",
    "invariant_name",
    "store_id",
    "status",
    "held",
    "first_seen_at",
    "last_seen_at",
    "resolved_at",
    "message",
    "severity",
    "diagnosis",
    "created_at",
    "updated_at",
  ],
  agent_sessions: [
    "id",
    "session_id",
    "ticket_id",
    "status",
    "started_at",
    "ended_at",
    "outcome_summary",
    "created_at",
  ],
  agent_log_entries: [
    "id",
    "session_id",
    "entry_type",
    "content",
    "raw_content",
    "tool_name",
    "tool_params",
    "exit_code",
    "timestamp",
    "created_at",
  ],
} as const;

/** Without these a table of that name is another program's. */
const essential: Record<TableName, readonly string[]> = {
  tickets: ["id", "status"],
  agent_sessions: ["id", "session_id", "status"],
  agent_log_entries: ["id", "session_id", "entry_type"],
};

export type TableName = keyof typeof columns;
export type TraceRow<T extends TableName> = Readonly<Record<(typeof columns)[T][number], unknown>>;

/** Tolerant queries of one connection within one transaction, for which it knows what tables and columns there are. */
export interface TraceTables {
  has(table: TableName): boolean;
  /** Rows by id; none when the table is missing. `clause`: what follows FROM, an ORDER BY included. */
  select<T extends TableName>(table: T, clause?: string, parameters?: readonly SqlValue[]): Promise<TraceRow<T>[]>;
  /** 0 when there is no row. */
  maxId(table: TableName): Promise<number>;
}

export async function readTraceTables(database: Sqlite): Promise<TraceTables> {
  const names = Object.keys(columns) as TableName[];
  const found = await database.all(
    `SELECT m.name AS name, c.name AS column_name FROM sqlite_master m, pragma_table_info(m.name) c
     WHERE m.name IN (${names.map(() => "?").join(", ")})`,
    names,
  );
  const present = new Set(found.map((row) => `${String(row["name"])}.${String(row["column_name"])}`));
  const has = (table: TableName) => essential[table].every((column) => present.has(`${table}.${column}`));
  return {
    has,
    select: async (table, clause = "ORDER BY id", parameters = []) => {
      if (!has(table)) return [];
      const list = columns[table].map((column) => (present.has(`${table}.${column}`) ? column : `NULL AS ${column}`));
      return database.all(`SELECT ${list.join(", ")} FROM ${table} ${clause}`, parameters);
    },
    async maxId(table) {
      if (!has(table)) return 0;
      const [row] = await database.all(`SELECT MAX(id) AS id FROM ${table}`);
      return integer(row?.["id"]) ?? 0;
    },
  };
}

/** A column's value as text; null stays null. SQLite lets any column hold any type. */
export function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value.toString("utf8") : String(value);
}

/** A column's value as an integer; null when it is none. */
export function integer(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
