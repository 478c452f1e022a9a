import { describe } from "@eval/core";

/** The engine's HTTP status, where it answered at all. Nothing is matched by its messages. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** What the engine said, without what its client puts before that; of any other error what it says. */
export function wordsOf(error: unknown): string {
  const status = statusOf(error);
  if (!(error instanceof Error) || status === undefined) return describe(error);
  const reason = "reason" in error && typeof error.reason === "string" ? error.reason : "unexpected";
  const prefix = `(HTTP code ${status}) ${reason} - `;
  return error.message.startsWith(prefix) ? error.message.slice(prefix.length).trim() : error.message;
}

/** The result, or undefined where the engine's refusal means that it is so already. */
export async function accepting<T>(statuses: readonly number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined || !statuses.includes(status)) throw error;
    return undefined;
  }
}

/** Waits for all of them, also when one fails: whoever clears up after a failure must find nothing under way. */
export async function allSettled<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(works);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
  return ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
}

/** Rejects with the signal's reason as soon as it aborts; the work itself goes on. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
  }
}
