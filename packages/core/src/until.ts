import type { Context } from "./context.js";

const lookAgainMs = 25;

/**
 * For subjects: looks again and again until there is something to see, and resolves with that. Rejects when the look
 * does, and at the context's deadline.
 */
export async function until<T>(look: () => Promise<T | undefined>, context: Context): Promise<T> {
  for (;;) {
    context.signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    await context.clock.sleep(lookAgainMs, context.signal);
  }
}
