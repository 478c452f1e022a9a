import type { Context } from "@eval/core";

const cleanUpMs = 10_000;

/** For clearing up after a call that was aborted: a deadline of its own. */
export function cleanUpContext(context: Context): Context {
  const end = context.clock.now() + cleanUpMs;
  return {
    ...context,
    signal: AbortSignal.timeout(cleanUpMs),
    remainingMs: () => Math.max(0, end - context.clock.now()),
  };
}
