import { setMaxListeners } from "node:events";
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

export interface Call {
  /** What is done, for the error's message: "creating the cluster". */
  doing: string;
  ms: number;
  /** Forks the context's randomness. */
  label?: string;
  /**
   * How long after the abort the call may take to put its things in order before the caller goes on
   * without it. For calls that make or change things: a sweep must not run beside a create.
   * @default 0
   */
  settleMs?: number;
}

/**
 * Runs one call under a deadline: the context's signal aborts at it, and the returned promise
 * rejects with `deadline_exceeded` then, even when the call ignores its signal.
 */
export async function withDeadline<T>(
  surroundings: Surroundings,
  call: Call,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const { clock, signal: outer } = surroundings;
  const controller = new AbortController();
  // A call may have any number of requests under way that all listen to it, which is no leak.
  setMaxListeners(0, controller.signal);
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
    const working = work(context);
    const aborted = new Promise<never>((_, reject) =>
      controller.signal.addEventListener(
        "abort",
        () => {
          const giveUp = () => reject(controller.signal.reason);
          const patience = setTimeout(giveUp, call.settleMs ?? 0);
          void working
            .catch(() => undefined)
            .finally(() => {
              clearTimeout(patience);
              giveUp();
            });
        },
        { once: true },
      ),
    );
    return await Promise.race([working.then((value) => (controller.signal.aborted ? aborted : value)), aborted]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  }
}
