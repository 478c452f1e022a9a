import { seededRandom, silentLogger, systemClock, withDeadline, type Context, type Surroundings } from "@eval/core";

const surroundings: Surroundings = {
  clusterId: "c0ffee",
  random: seededRandom("test"),
  clock: systemClock,
  log: silentLogger,
};

/** Runs a call under a generous deadline, with a context as the harness gives it. */
export function within<T>(ms: number, work: (context: Context) => Promise<T>): Promise<T> {
  return withDeadline(surroundings, { doing: "a test", ms }, work);
}

/** Resolves with the first value that is not undefined, null or false; rejects after 20 s. */
export async function until<T>(ask: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = systemClock.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    if (systemClock.now() > deadline) throw new Error(`not within 20 s: ${ask.toString()}`);
    await systemClock.sleep(15);
  }
}
