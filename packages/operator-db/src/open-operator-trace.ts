import { resolve } from "node:path";
import type { OperatorTrace } from "@eval/core";
import { FollowedDatabase, type FollowOptions } from "./followed-database.js";
import { emptyDelta, readTraceDelta } from "./trace-delta.js";
import { emptyMark, readTraceMark } from "./trace-mark.js";
import { watchChanges } from "./watch-changes.js";

/**
 * The trace that an operator leaves at the path, which may be missing, empty, still without tables,
 * locked, of an older schema, or replaced at any time. It is opened read-only: never made, migrated or
 * removed. (In WAL mode SQLite itself keeps `-wal` and `-shm` files beside a database that is open.)
 *
 * `mark` and `since` each see one consistent snapshot, and reject with `operator_db_unreadable` when the
 * database stays locked for the patience, or is none. Never rejects itself: what cannot be read yet may be later.
 */
export async function openOperatorTrace(path: string, options: FollowOptions = {}): Promise<OperatorTrace> {
  const database = new FollowedDatabase(resolve(path), options);
  await database.remember();
  return {
    mark: async () => (await database.read(readTraceMark)) ?? emptyMark,
    since: async (mark) => (await database.read((snapshot) => readTraceDelta(snapshot, mark))) ?? emptyDelta,
    watch: (listener, signal) => watchChanges(database, listener, signal),
    [Symbol.asyncDispose]: () => database.close(),
  };
}
