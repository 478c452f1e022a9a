import type { Context } from "@eval/core";

/** The same context with a nearer deadline, of which only `remainingMs` tells: nothing is aborted at it. */
export function within(context: Context, ms: number): Context {
  const end = context.clock.now() + ms;
  return { ...context, remainingMs: () => Math.max(0, Math.min(context.remainingMs(), end - context.clock.now())) };
}
