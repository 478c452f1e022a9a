import type { QueryRunner } from "typeorm";

export interface Rebuild {
  table: string;
  /** The new table's columns and constraints: what stands between the parentheses of CREATE TABLE. */
  definition: string;
  /** For columns that the old table may lack: the SQL expression to fill them with. */
  derived?: Readonly<Record<string, string>>;
}

/**
 * Gives a table new column definitions, which SQLite cannot do in place, and keeps every row, its id,
 * columns of other people, and their indexes and triggers. Needs foreign keys off and legacy renaming
 * on, so that references and views keep pointing to the name.
 */
export async function rebuildTable(runner: QueryRunner, { table, definition, derived = {} }: Rebuild): Promise<void> {
  const attached: { sql: string }[] = await runner.query(
    "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    [table],
  );
  const old = await columnsOf(runner, table);

  await runner.query(`CREATE TABLE "rebuilt_${table}" (${definition})`);
  const planned = new Set((await columnsOf(runner, `rebuilt_${table}`)).map(({ name }) => name));
  for (const { name, type } of old.filter((column) => !planned.has(column.name))) {
    await runner.query(`ALTER TABLE "rebuilt_${table}" ADD COLUMN ${quoted(name)} ${type}`);
  }

  const sources = new Map(old.map(({ name }) => [name, quoted(name)]));
  for (const [name, expression] of Object.entries(derived)) if (!sources.has(name)) sources.set(name, expression);
  await runner.query(
    `INSERT INTO "rebuilt_${table}" (${[...sources.keys()].map(quoted).join(", ")})
     SELECT ${[...sources.values()].join(", ")} FROM "${table}"`,
  );
  // Ids of rows deleted long ago are not given out again.
  await runner.query("DELETE FROM sqlite_sequence WHERE name = ?", [`rebuilt_${table}`]);
  await runner.query("UPDATE sqlite_sequence SET name = ? WHERE name = ?", [`rebuilt_${table}`, table]);
  await runner.query(`DROP TABLE "${table}"`);
  await runner.query(`ALTER TABLE "rebuilt_${table}" RENAME TO "${table}"`);
  for (const { sql } of attached) await runner.query(sql);
}

/** A table's present definition with more columns before one of its own. */
export async function definitionWith(
  runner: QueryRunner,
  { table, columns, before }: { table: string; columns: string; before: string },
): Promise<string> {
  const [schema]: { sql: string }[] = await runner.query(
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
    [table],
  );
  const definition = schema?.sql.slice(schema.sql.indexOf("(") + 1, schema.sql.lastIndexOf(")")) ?? "";
  return definition.replace(quoted(before), `${columns}, ${quoted(before)}`);
}

function columnsOf(runner: QueryRunner, table: string): Promise<{ name: string; type: string }[]> {
  return runner.query("SELECT name, type FROM pragma_table_info(?)", [table]);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
