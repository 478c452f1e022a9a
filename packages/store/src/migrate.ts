import { HarnessError } from "@eval/core";
import type { Connection } from "./data-source.js";
import { applicationId, readFacts, revision, schemaStateOf } from "./schema-state.js";

/**
 * Brings the file to the current schema, all of it or nothing. Rejects with `store_newer` or
 * `store_not_a_database`, having changed nothing, when the file is not one to be migrated.
 */
export async function migrate(connection: Connection): Promise<void> {
  if ((await checkedState(connection)) === "current") return;
  // References and views must keep pointing to a table's name while it is rebuilt under another one.
  // Neither setting can be changed within a transaction.
  await connection.query("PRAGMA foreign_keys = OFF");
  await connection.query("PRAGMA legacy_alter_table = ON");
  try {
    await connection.query("BEGIN IMMEDIATE");
    try {
      // Another process may have migrated the file while this one waited for the lock.
      if ((await checkedState(connection)) !== "current") {
        await connection.dataSource.runMigrations({ transaction: "none" });
        await connection.query(`PRAGMA application_id = ${applicationId}`);
        await connection.query(`PRAGMA user_version = ${revision}`);
      }
      await connection.query("COMMIT");
    } catch (error) {
      // A full disk has rolled it back already.
      await connection.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  } finally {
    await connection.query("PRAGMA legacy_alter_table = OFF");
    await connection.query("PRAGMA foreign_keys = ON");
  }
}

async function checkedState(connection: Connection): Promise<"current" | "outdated"> {
  const facts = await readFacts(connection);
  const state = schemaStateOf(facts);
  if (state === "newer") {
    throw new HarnessError("store_newer", { details: { revision: facts.revision, known: revision } });
  }
  if (state === "foreign") {
    const tables = [...facts.tables.keys()].sort();
    throw new HarnessError("store_not_a_database", {
      message: `The database belongs to another program: it holds ${tables.join(", ") || "no tables"}.`,
      details: { tables },
    });
  }
  return state;
}
