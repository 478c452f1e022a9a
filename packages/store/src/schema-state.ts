import type { Connection } from "./data-source.js";
import { migrations } from "./migrations/index.js";

/** "eval" in ASCII: marks a file as one of ours, whatever its name. */
export const applicationId = 0x6576616c;
/** What `user_version` says of a file with every migration known here. */
export const revision = migrations.length;

/** What a file says of itself. */
export interface FileFacts {
  applicationId: number;
  revision: number;
  /** Names of the migrations that it has been through. */
  applied: readonly string[];
  /** Column names by table, other people's tables included. */
  tables: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * `current` and `newer` are ours by their mark; `outdated` may be migrated: empty, of the original
 * schema, or of an earlier version; `foreign` belongs to somebody else and is left alone.
 */
export type SchemaState = "current" | "outdated" | "newer" | "foreign";

const seedColumns: Readonly<Record<string, readonly string[]>> = {
  campaigns: ["id", "subject_name", "chaos_type", "trial_count", "baseline", "created_at"],
  trials: [
    "id",
    "campaign_id",
    "started_at",
    "chaos_injected_at",
    "ticket_created_at",
    "resolved_at",
    "ended_at",
    "initial_state",
    "final_state",
    "chaos_metadata",
    "commands_json",
  ],
};

export function schemaStateOf(facts: FileFacts): SchemaState {
  if (facts.applicationId === applicationId) {
    const known = new Set<string>(migrations.map(({ name }) => name));
    if (facts.revision > revision || facts.applied.some((name) => !known.has(name))) return "newer";
    return facts.revision === revision ? "current" : "outdated";
  }
  if (facts.applicationId !== 0) return "foreign";
  if (facts.tables.size === 0) return "outdated";
  const isSeed = Object.entries(seedColumns).every(([table, columns]) =>
    columns.every((column) => facts.tables.get(table)?.has(column)),
  );
  return isSeed ? "outdated" : "foreign";
}

export async function readFacts(connection: Connection): Promise<FileFacts> {
  const [marks] = await connection.query<{ application_id: number; user_version: number }>(
    "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
  );
  const columns = await connection.query<{ table: string; column: string }>(
    `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
  );
  const tables = new Map<string, Set<string>>();
  for (const { table, column } of columns) tables.set(table, (tables.get(table) ?? new Set()).add(column));
  const applied = tables.has("migrations")
    ? await connection.query<{ name: string }>(`SELECT name FROM "migrations"`)
    : [];
  return {
    applicationId: marks?.application_id ?? 0,
    revision: marks?.user_version ?? 0,
    applied: applied.map(({ name }) => name),
    tables,
  };
}
