import type { QueryResult, QueryResultRow } from "pg";
import { SessionTimeout, sqlState } from "../session.js";
import { openAdminSession, type Supervised, type SupervisedNode } from "./supervised.js";
import { textTable } from "./text-table.js";

const mostRows = 1000;

/** Runs statements one after another in a session of their own, and stops at the first that fails. */
export async function runSql(
  supervised: Supervised,
  node: SupervisedNode,
  { statements, timeoutMs }: { statements: readonly string[]; timeoutMs: number },
): Promise<QueryResult<QueryResultRow>[]> {
  const deadline = supervised.clock.now() + timeoutMs;
  const left = () => Math.max(1, deadline - supervised.clock.now());
  const options = { applicationName: "admin", statementTimeoutMs: Math.round(timeoutMs), timeoutMs: left() };
  const session = await openAdminSession(supervised, node.record, options);
  try {
    const results: QueryResult<QueryResultRow>[] = [];
    for (const statement of statements) {
      const result: QueryResult | QueryResult[] = await session.run(statement, left() + 250);
      // Several statements in one text come back as several results.
      results.push(...(Array.isArray(result) ? (result as QueryResult[]) : [result]));
    }
    return results;
  } finally {
    session.close();
  }
}

export function resultText({ fields, rows, command, rowCount }: QueryResult<QueryResultRow>): string {
  if (fields.length === 0) return [command, rowCount].filter((part) => part !== null).join(" ");
  const shown = rows.slice(0, mostRows).map((row) => fields.map(({ name }) => cellText(row[name])));
  const count =
    rows.length === 1 ? "(1 row)" : `(${rows.length} rows${rows.length > mostRows ? `, ${mostRows} shown` : ""})`;
  const heading = fields.map(({ name }) => name);
  return `${textTable(heading, shown)}\n${count}`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function sqlErrorText(error: unknown): string {
  if (error instanceof SessionTimeout) return `ERROR: ${error.message}; a commit may be waiting for a standby`;
  const { message, detail, hint } = error as Error & { detail?: string; hint?: string };
  const state = sqlState(error);
  return [`ERROR: ${message}${state ? ` (${state})` : ""}`, detail && `DETAIL: ${detail}`, hint && `HINT: ${hint}`]
    .filter(Boolean)
    .join("\n");
}
