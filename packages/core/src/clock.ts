import { setTimeout as delay } from "node:timers/promises";

/** Time for the harness. Durations come from `now`, which no step of the wall clock can move. */
export interface Clock {
  /** Milliseconds on a monotonic scale of arbitrary origin, with fractions. */
  now(): number;
  /** The wall clock. Read once per trial; everything else is an offset from that instant. */
  wall(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  async sleep(ms, signal) {
    try {
      await delay(Math.max(0, ms), undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason in an AbortError; callers want the reason, which carries the error code.
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
