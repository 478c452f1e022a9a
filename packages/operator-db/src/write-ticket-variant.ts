import { describe, HarnessError, type JsonObject } from "@eval/core";
import { openSqlite, sqliteFailure, type Sqlite } from "./sqlite.js";

/** What the known operator reads from a ticket before it begins to work on it. */
export interface TicketVariant {
  model: string | null;
  systemPrompt: string | null;
  toolsConfig: JsonObject | null;
}

export interface TicketVariantWritten {
  /** Whether the row was there and has a column for at least one of them. */
  written: boolean;
  /** Columns that the table lacks although the variant has something to say there; it was left out. */
  missing: readonly string[];
  /** Whether an agent's session was running on the ticket already: it may have read the row without the variant. */
  late: boolean;
}

/** For a writer in the middle of a commit. */
const busyTimeoutMs = 2_000;

/**
 * Writes the variant into the columns `variant_model`, `variant_system_prompt` and `variant_tools_config` of
 * one ticket, and changes nothing else: no other row, no table, no column, and never makes a file. A row of
 * that id with another key is another ticket, and is left alone. Rejects with `operator_db_unreadable` when
 * the database cannot be written.
 */
export async function writeTicketVariant(
  path: string,
  { ticket, variant }: { ticket: { id: number; key: string }; variant: TicketVariant },
): Promise<TicketVariantWritten> {
  let database: Sqlite | undefined;
  try {
    database = await openSqlite(path, { access: "change", busyTimeoutMs });
    return await writeInto(database, ticket, variant);
  } catch (error) {
    const why = sqliteFailure(error) === "needs_writing" ? "it is read-only for this user" : describe(error);
    throw new HarnessError("operator_db_unreadable", {
      message: `the variant could not be written to ticket ${ticket.id} in ${path}: ${why}`,
      details: { path, ticket: ticket.id },
      cause: error,
    });
  } finally {
    await database?.close();
  }
}

async function writeInto(
  database: Sqlite,
  ticket: { id: number; key: string },
  { model, systemPrompt, toolsConfig }: TicketVariant,
): Promise<TicketVariantWritten> {
  const columns = await columnsOf(database, "tickets");
  const values = {
    variant_model: model,
    variant_system_prompt: systemPrompt,
    variant_tools_config: toolsConfig === null ? null : JSON.stringify(toolsConfig),
  };
  const present = Object.entries(values).filter(([name]) => columns.has(name));
  const missing = Object.keys(values).filter(
    (name) => !columns.has(name) && values[name as keyof typeof values] !== null,
  );
  if (present.length === 0) return { written: false, missing, late: false };
  const { changes } = await database.run(
    `UPDATE tickets SET ${present.map(([name]) => `${name} = ?`).join(", ")}
     WHERE id = ? AND COALESCE(violation_key, invariant_name) = ?`,
    [...present.map(([, value]) => value), ticket.id, ticket.key],
  );
  const sessionColumns = await columnsOf(database, "agent_sessions");
  const sessions = sessionColumns.has("ticket_id")
    ? await database.all("SELECT 1 FROM agent_sessions WHERE ticket_id = ? AND status = 'running' LIMIT 1", [ticket.id])
    : [];
  return { written: changes > 0, missing, late: changes > 0 && sessions.length > 0 };
}

async function columnsOf(database: Sqlite, table: string): Promise<Set<string>> {
  return new Set(
    (await database.all("SELECT name FROM pragma_table_info(?)", [table])).map(({ name }) => String(name)),
  );
}
