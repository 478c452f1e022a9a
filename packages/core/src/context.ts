import type { Clock } from "./clock.js";
import { HarnessError } from "./errors.js";
import type { JsonObject } from "./json.js";
import type { Random } from "./random.js";

/** Structured log lines, for people debugging a subject. Never results. */
export interface Logger {
  debug(message: string, details?: JsonObject): void;
  warn(message: string, details?: JsonObject): void;
}

export const silentLogger: Logger = { debug: () => undefined, warn: () => undefined };

/** What every call into a subject gets, last of its arguments. */
export interface Context {
  /** Carried by everything a cluster is made of. */
  readonly clusterId: string;
  readonly trialId?: string;
  /** Aborts at this call's deadline, or when the trial is aborted; its reason is a HarnessError. */
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline, never below 0. */
  remainingMs(): number;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What contexts of one trial share. */
export interface Surroundings {
  clusterId: string;
  trialId?: string;
  signal?: AbortSignal;
  random: Random;
  clock: Clock;
  log: Logger;
}

/**
 * Runs one call under a deadline: the context's signal aborts at it, and the returned promise
 * rejects with `deadline_exceeded` then, even when the call ignores its signal.
 */
export async function withDeadline<T>(
  surroundings: Surroundings,
  call: { doing: string; ms: number; label?: string },
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const { clock, signal: outer } = surroundings;
  const controller = new AbortController();
  const deadline = clock.now() + call.ms;
  const stop = () => controller.abort(outer?.reason);
  outer?.addEventListener("abort", stop, { once: true });
  if (outer?.aborted) stop();
  const timer = setTimeout(
    () =>
      controller.abort(
        new HarnessError("deadline_exceeded", {
          message: `${call.doing} took longer than ${Math.round(call.ms)} ms`,
          details: { doing: call.doing, deadlineMs: Math.round(call.ms) },
        }),
      ),
    call.ms,
  );
  const context: Context = {
    ...surroundings,
    signal: controller.signal,
    random: call.label ? surroundings.random.fork(call.label) : surroundings.random,
    remainingMs: () => Math.max(0, deadline - clock.now()),
  };
  try {
    controller.signal.throwIfAborted();
    const aborted = new Promise<never>((_, reject) =>
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true }),
    );
    return await Promise.race([work(context), aborted]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  }
}
