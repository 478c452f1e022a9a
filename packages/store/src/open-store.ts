import { resolve } from "node:path";
import { prepareFile, restrictToOwner } from "./database-file.js";
import { storeError } from "./store-error.js";
import type { Store, StoreOptions } from "./store.js";

/**
 * Opens eval.db, creates it where it is missing, and brings it to the current schema.
 *
 * Rejects with `store_not_a_database`, `store_newer`, `store_readonly`, `store_locked`, `store_full` or
 * `store_failed`; a file that is not ours is left as it is.
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  const { busyTimeoutMs = 5_000, mustExist = false, digestCommands } = options;
  const file = resolve(path);
  try {
    await prepareFile(file, { mustExist });
    // TypeORM takes longer to load than everything else here takes to run.
    const [{ openConnection, enterWal }, { migrate }, { createStore }] = await Promise.all([
      import("./data-source.js"),
      import("./migrate.js"),
      import("./create-store.js"),
    ]);
    const connection = await openConnection(file, { busyTimeoutMs });
    try {
      await migrate(connection);
      await restrictToOwner(file);
      await enterWal(connection, { busyTimeoutMs });
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
    return createStore(connection, { path: file, ...(digestCommands ? { digestCommands } : {}) });
  } catch (error) {
    throw storeError(error, file);
  }
}
