import { openSqlite, type Sqlite, type SqlValue } from "./sqlite.js";

/** The schema as the known operator first had it, before the columns for variants. */
const firstTables = `
CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, violation_key TEXT NOT NULL, invariant_name TEXT NOT NULL,
  store_id TEXT, status TEXT NOT NULL DEFAULT 'open', held BOOLEAN NOT NULL DEFAULT 0, batch_key TEXT,
  occurrence_count INTEGER NOT NULL DEFAULT 1, first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, resolved_at TEXT,
  message TEXT NOT NULL, severity TEXT NOT NULL DEFAULT 'warning', diagnosis TEXT, metric_snapshot TEXT,
  subject_context TEXT, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE agent_sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL UNIQUE, ticket_id INTEGER,
  status TEXT NOT NULL DEFAULT 'running', started_at TEXT NOT NULL, ended_at TEXT, outcome_summary TEXT,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE agent_log_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL,
  entry_type TEXT NOT NULL, content TEXT NOT NULL, raw_content TEXT, tool_name TEXT, tool_params TEXT,
  exit_code INTEGER, timestamp TEXT NOT NULL, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
`;

const variantColumns = `
ALTER TABLE tickets ADD COLUMN variant_model TEXT;
ALTER TABLE tickets ADD COLUMN variant_system_prompt TEXT;
ALTER TABLE tickets ADD COLUMN variant_tools_config TEXT;
`;

export interface KnownOperatorOptions {
  /** IANA name of the zone in which the operator runs. */
  zone?: string;
  /** Without the columns for variants. */
  old?: boolean;
  /** Leaves the file without tables until `createTables`. */
  tables?: boolean;
  wal?: boolean;
}

/**
 * Writes a database at chosen instants (UTC, ISO-8601) as the known operator writes it: local times
 * without a zone, `created_at` in whole seconds of UTC, every statement committed by itself.
 */
export class KnownOperator implements AsyncDisposable {
  private constructor(
    readonly database: Sqlite,
    private readonly options: KnownOperatorOptions,
  ) {}

  static async open(path: string, options: KnownOperatorOptions = {}): Promise<KnownOperator> {
    const database = await openSqlite(path, { access: "write", busyTimeoutMs: 5_000 });
    const operator = new KnownOperator(database, options);
    if (options.wal) await database.execute("PRAGMA journal_mode = WAL");
    if (options.tables ?? true) await operator.createTables();
    return operator;
  }

  async createTables(): Promise<void> {
    const { length } = await this.database.all("SELECT 1 FROM sqlite_master WHERE name = 'tickets'");
    if (length === 0) await this.database.execute(firstTables + (this.options.old ? "" : variantColumns));
  }

  /** The zone's local time as Python's isoformat() writes it. */
  local(at: string): string {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone: this.options.zone ?? "UTC",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }).formatToParts(new Date(at));
    const part = (type: string) => parts.find((found) => found.type === type)!.value;
    const ms = new Date(at).getUTCMilliseconds();
    const fraction = ms === 0 ? "" : `.${String(ms).padStart(3, "0")}417`;
    return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}${fraction}`;
  }

  async openTicket(
    at: string,
    { key = "store_down:1", firstSeen = at }: { key?: string; firstSeen?: string } = {},
  ): Promise<number> {
    const [invariant = "", store = null] = key.split(":");
    return this.insert("tickets", {
      violation_key: key,
      invariant_name: invariant,
      store_id: store,
      message: `${key} at ${at}`,
      severity: "critical",
      first_seen_at: this.local(firstSeen),
      last_seen_at: this.local(at),
      created_at: stamp(at),
      updated_at: stamp(at),
    });
  }

  /** The monitor saw the same problem again. */
  bump(id: number, at: string): Promise<unknown> {
    return this.update(id, at, "last_seen_at = ?, occurrence_count = occurrence_count + 1, message = ?", [
      this.local(at),
      `seen at ${at}`,
    ]);
  }

  take(id: number, at: string): Promise<unknown> {
    return this.update(id, at, "status = 'acknowledged', held = 1");
  }

  resolve(id: number, at: string): Promise<unknown> {
    return this.update(id, at, "status = 'resolved', resolved_at = ?, diagnosis = 'done'", [this.local(at)]);
  }

  escalate(id: number, at: string): Promise<unknown> {
    return this.update(id, at, "status = 'diagnosed', diagnosis = 'ESCALATED: max_tokens'");
  }

  /** What the monitor does with a recurring problem whose ticket was given up. */
  reopen(id: number, at: string): Promise<unknown> {
    return this.update(id, at, "status = 'open', held = 0, diagnosis = NULL, last_seen_at = ?", [this.local(at)]);
  }

  async startSession(ticketId: number | null, at: string): Promise<string> {
    const [{ next } = { next: 1 }] = await this.database.all("SELECT COUNT(*) + 1 AS next FROM agent_sessions");
    const sessionId = `${this.local(at).slice(0, 19).replaceAll(":", "-")}-${String(next).padStart(8, "0")}`;
    await this.insert("agent_sessions", {
      session_id: sessionId,
      ticket_id: ticketId,
      started_at: this.local(at),
      created_at: stamp(at),
    });
    return sessionId;
  }

  endSession(sessionId: string, status: string, at: string): Promise<unknown> {
    return this.database.run(
      "UPDATE agent_sessions SET status = ?, ended_at = ?, outcome_summary = ? WHERE session_id = ?",
      [status, this.local(at), `it ${status}`, sessionId],
    );
  }

  reason(sessionId: string, at: string, words = "It must be the disk."): Promise<number> {
    return this.entry(sessionId, at, { entry_type: "reasoning", content: "A summary.", raw_content: words });
  }

  call(sessionId: string, at: string, command: string): Promise<number> {
    return this.entry(sessionId, at, {
      entry_type: "tool_call",
      content: `shell: ${command}`,
      tool_name: "shell",
      tool_params: JSON.stringify({ command, reasoning: "why not" }),
    });
  }

  result(sessionId: string, at: string, exitCode: number): Promise<number> {
    return this.entry(sessionId, at, {
      entry_type: "tool_result",
      content: "ok",
      tool_name: "shell",
      exit_code: exitCode,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.database.close();
  }

  private entry(sessionId: string, at: string, values: Record<string, SqlValue>): Promise<number> {
    return this.insert("agent_log_entries", {
      session_id: sessionId,
      ...values,
      timestamp: this.local(at),
      created_at: stamp(at),
    });
  }

  private async insert(table: string, values: Record<string, SqlValue>): Promise<number> {
    const names = Object.keys(values);
    const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
    return (await this.database.run(sql, Object.values(values))).lastId;
  }

  private update(id: number, at: string, assignments: string, values: SqlValue[] = []): Promise<unknown> {
    const sql = `UPDATE tickets SET ${assignments}, updated_at = ? WHERE id = ?`;
    return this.database.run(sql, [...values, stamp(at), id]);
  }
}

/** SQLite's CURRENT_TIMESTAMP at the instant. */
function stamp(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
