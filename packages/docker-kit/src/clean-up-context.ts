import { setMaxListeners } from "node:events";
import type { Context } from "@eval/core";

const cleanUpMs = 15_000;

/** For clearing up after a call that failed or was aborted: a deadline of its own, in ms. */
export function cleanUpContext(context: Context, ms = cleanUpMs): Context {
  const end = context.clock.now() + ms;
  const signal = AbortSignal.timeout(ms);
  setMaxListeners(0, signal);
  return {
    ...context,
    signal,
    remainingMs: () => Math.max(0, end - context.clock.now()),
  };
}
