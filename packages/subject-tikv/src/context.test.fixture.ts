import { seededRandom, silentLogger, systemClock, type Context } from "@eval/core";

/** A context of a test without a cluster, with a deadline in ms. */
export function contextFor(ms = 5000, { signal = AbortSignal.timeout(ms), seed = "seed" } = {}): Context {
  const end = systemClock.now() + ms;
  return {
    clusterId: "test",
    signal,
    remainingMs: () => Math.max(0, end - systemClock.now()),
    random: seededRandom(seed),
    clock: systemClock,
    log: silentLogger,
  };
}
