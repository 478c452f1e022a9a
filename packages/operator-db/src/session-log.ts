import { randomUUID } from "node:crypto";
import type { Sqlite, SqlValue } from "./sqlite.js";
import { formatNaiveLocal } from "./timestamp.js";

export type SessionEnd = "resolved" | "escalated" | "failed";

const SUMMARY_LENGTH = 200;

/** What an agent says and does while it works on a ticket. */
export class SessionLog {
  constructor(
    private readonly database: Sqlite,
    private readonly now: () => Date,
  ) {}

  /** The session's id: local time and eight hexadecimal digits, `2024-06-01T10-11-12-0a1b2c3d`. */
  async start(ticketId: number | null): Promise<string> {
    const startedAt = formatNaiveLocal(this.now());
    const sessionId = `${startedAt.slice(0, 19).replaceAll(":", "-")}-${randomUUID().slice(0, 8)}`;
    await this.database.run(
      "INSERT INTO agent_sessions (session_id, ticket_id, status, started_at) VALUES (?, ?, 'running', ?)",
      [sessionId, ticketId, startedAt],
    );
    return sessionId;
  }

  async end(sessionId: string, status: SessionEnd, outcome: string): Promise<void> {
    await this.database.run(
      "UPDATE agent_sessions SET status = ?, ended_at = ?, outcome_summary = ? WHERE session_id = ?",
      [status, formatNaiveLocal(this.now()), outcome, sessionId],
    );
  }

  reasoning(sessionId: string, text: string): Promise<number> {
    return this.add(sessionId, { entry_type: "reasoning", content: text.slice(0, SUMMARY_LENGTH), raw_content: text });
  }

  call(sessionId: string, { command, reasoning }: { command: string; reasoning: string }): Promise<number> {
    return this.add(sessionId, {
      entry_type: "tool_call",
      content: `shell: ${command.slice(0, 60)}`,
      tool_name: "shell",
      tool_params: JSON.stringify({ command, reasoning }),
    });
  }

  result(sessionId: string, { output, exitCode }: { output: string; exitCode: number | null }): Promise<number> {
    return this.add(sessionId, {
      entry_type: "tool_result",
      content: output.slice(0, SUMMARY_LENGTH),
      raw_content: output,
      tool_name: "shell",
      exit_code: exitCode,
    });
  }

  private async add(sessionId: string, entry: Record<string, SqlValue>): Promise<number> {
    const row = { session_id: sessionId, ...entry, timestamp: formatNaiveLocal(this.now()) };
    const { lastId } = await this.database.run(
      `INSERT INTO agent_log_entries (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
        .map(() => "?")
        .join(", ")})`,
      Object.values(row),
    );
    return lastId;
  }
}
