import type { Ticket } from "@eval/core";
import type { Sqlite } from "./sqlite.js";
import { ticketOf } from "./ticket-row.js";
import { formatNaiveLocal } from "./timestamp.js";
import { integer, readTraceTables } from "./trace-rows.js";
import { readWriterZone } from "./trace-zone.js";

export interface TicketProblem {
  /** `invariant[:target]`: one ticket at a time that is not resolved. */
  key: string;
  invariant: string;
  target: string | null;
  message: string;
  severity: string;
  /** When the problem began. @default now */
  firstSeenAt?: Date;
  /** Whether a ticket that was given up (`diagnosed`) is opened again when its problem is seen again. @default false */
  reopen?: boolean;
}

/** The monitor's and the agent's side of the tickets table. Each call is one statement or transaction of its own. */
export class TicketLog {
  constructor(
    private readonly database: Sqlite,
    private readonly now: () => Date,
  ) {}

  async all(): Promise<Ticket[]> {
    const tables = await readTraceTables(this.database);
    const rows = await tables.select("tickets");
    const zone = await readWriterZone(tables, { tickets: rows });
    return rows.map((row) => ticketOf(row, zone));
  }

  async open({
    key,
    invariant,
    target,
    message,
    severity,
    firstSeenAt,
    reopen = false,
  }: TicketProblem): Promise<number> {
    const now = this.now();
    const seenAt = formatNaiveLocal(now);
    await this.database.execute("BEGIN IMMEDIATE");
    try {
      const [known] = await this.database.all(
        "SELECT id, status FROM tickets WHERE violation_key = ? AND status != 'resolved' ORDER BY id DESC LIMIT 1",
        [key],
      );
      const id = integer(known?.["id"]);
      if (known && id !== null) {
        const state = reopen && known["status"] === "diagnosed" ? ", status = 'open', held = 0, diagnosis = NULL" : "";
        await this.database.run(
          `UPDATE tickets SET last_seen_at = ?, occurrence_count = occurrence_count + 1, message = ?${state} WHERE id = ?`,
          [seenAt, message, id],
        );
      }
      const inserted =
        id ??
        (
          await this.database.run(
            `INSERT INTO tickets (violation_key, invariant_name, store_id, message, severity, first_seen_at, last_seen_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            [key, invariant, target, message, severity, formatNaiveLocal(firstSeenAt ?? now), seenAt],
          )
        ).lastId;
      await this.database.execute("COMMIT");
      return inserted;
    } catch (error) {
      await this.database.execute("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  /** False when it was not open: somebody else has taken it, or it is closed. */
  async take(id: number): Promise<boolean> {
    const { changes } = await this.database.run(
      "UPDATE tickets SET status = 'acknowledged', held = 1 WHERE id = ? AND status = 'open'",
      [id],
    );
    return changes > 0;
  }

  /** Keeps the diagnosis there is when none is given. False when it was resolved already, or held although it must not be. */
  async resolve(
    id: number,
    { diagnosis, unlessHeld = false }: { diagnosis?: string; unlessHeld?: boolean },
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE tickets SET status = 'resolved', resolved_at = ?, diagnosis = COALESCE(?, diagnosis)
       WHERE id = ? AND status != 'resolved'${unlessHeld ? " AND held = 0" : ""}`,
      [formatNaiveLocal(this.now()), diagnosis ?? null, id],
    );
    return changes > 0;
  }

  /** Given up: `diagnosed`, and still held. */
  async escalate(id: number, diagnosis: string): Promise<void> {
    await this.database.run("UPDATE tickets SET status = 'diagnosed', diagnosis = ? WHERE id = ?", [
      `ESCALATED: ${diagnosis}`,
      id,
    ]);
  }
}
