import { seededRandom, silentLogger, systemClock, withDeadline, type Context } from "@eval/core";

/** Calls with a context of the given cluster, under one deadline. */
export async function within<T>(
  { clusterId, ms = 50_000 }: { clusterId: string; ms?: number },
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const surroundings = { clusterId, random: seededRandom(clusterId), clock: systemClock, log: silentLogger };
  return await withDeadline(surroundings, { doing: "a step of a test", ms, settleMs: 10_000 }, work);
}
