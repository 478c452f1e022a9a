import { openConnection, type Connection } from "../data-source.js";

export interface RawConnection extends Connection, AsyncDisposable {}

/** The file as any other program sees it: no schema, no queue, no waiting for locks. */
export async function rawConnection(path: string): Promise<RawConnection> {
  const connection = await openConnection(path, { busyTimeoutMs: 1 });
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}
