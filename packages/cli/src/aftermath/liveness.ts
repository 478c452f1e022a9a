import { z } from "zod";

/** Of a process, enough to find out later whether it is still the same one. Stored with each trial. */
export const processIdentitySchema = z.object({
  pid: z.number(),
  /** In clock ticks since boot; null where there is no /proc. */
  startTime: z.string().nullable(),
  /** Null where there is no /proc. */
  bootId: z.string().nullable(),
  pidNamespace: z.string().nullable(),
  hostname: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** What can be seen from here of the process with the recorded pid. */
export interface Sighting {
  hostname: string;
  bootId: string | null;
  pidNamespace: string | null;
  exists: boolean;
  /** Null where it cannot be read. */
  startTime: string | null;
}

export type Liveness = { state: "alive" | "dead" } | { state: "unknown"; why: string };

/** Whether the harness that a trial recorded as its own is alive. When in doubt, nothing is called dead. */
export function judgeLiveness(recorded: unknown, seen: Sighting): Liveness {
  const parsed = processIdentitySchema.safeParse(recorded);
  if (!parsed.success) return { state: "unknown", why: "it did not record its process" };
  const { hostname, bootId, pidNamespace, startTime } = parsed.data;
  if (hostname !== seen.hostname) return { state: "unknown", why: `it ran on ${hostname}` };
  if (differ(bootId, seen.bootId)) return { state: "dead" };
  if (differ(pidNamespace, seen.pidNamespace)) return { state: "unknown", why: "it ran in another container" };
  if (!seen.exists || differ(startTime, seen.startTime)) return { state: "dead" };
  return { state: "alive" };
}

function differ(recorded: string | null, seen: string | null): boolean {
  return recorded !== null && seen !== null && recorded !== seen;
}
