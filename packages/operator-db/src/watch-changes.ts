import type { FollowedDatabase } from "./followed-database.js";

type Watched = Pick<FollowedDatabase, "look" | "seen" | "isClosed">;

/** Half of what is promised, less than what a look costs on a busy machine. */
const LOOK_EVERY_MS = 20;

/**
 * Calls the listener whenever the database's state differs from the one seen last, beginning with what the
 * last read saw: a commit between that read and this call is noticed too. While the database is locked
 * nothing is known, and the difference shows when it is free again. Keeps no process alive.
 */
export function watchChanges(database: Watched, listener: () => void, signal: AbortSignal): void {
  if (signal.aborted || database.isClosed) return;
  let last = database.seen;
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const look = async () => {
    const state = await database.look();
    if (database.isClosed) signal.removeEventListener("abort", stop);
    if (database.isClosed || signal.aborted) return;
    timer = setTimeout(() => void look(), LOOK_EVERY_MS).unref();
    if (state === undefined || state === last) return;
    last = state;
    listener();
  };
  signal.addEventListener("abort", stop, { once: true });
  void look();
}
