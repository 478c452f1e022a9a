import type { Context } from "@eval/core";

const lookAgainMs = 30;

/** Looks again and again until there is something to see. Rejects when the look does, and at the context's deadline. */
export async function until<T>(look: () => Promise<T | undefined>, { clock, signal }: Context): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    await clock.sleep(lookAgainMs, signal);
  }
}
