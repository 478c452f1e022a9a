import type { Context } from "./context.js";
import { counted } from "./counted.js";
import { describe, HarnessError } from "./errors.js";
import type { Cluster, Observation } from "./subject.js";

/** Between two looks, in ms: short, because every trial waits for this. */
const pollMs = 25;
/** A cluster that is slow to look at has better things to do than to be looked at: at most half of the time, and this much. */
const longestPollMs = 500;

/** What was seen on the way. */
interface Seen {
  /** The last look that could say something. */
  last: Observation | undefined;
  /** Looks since then that saw nothing, and why the last of them did. */
  blind: number;
  failure: unknown;
}

/** Observes until healthy. Rejects with `not_healthy`, naming the last problems, when the context's time is up. */
export async function waitHealthy(cluster: Cluster, context: Context): Promise<void> {
  let seen: Seen = { last: undefined, blind: 0, failure: undefined };
  for (;;) {
    if (context.signal.aborted) throw notHealthy(seen, context.signal.reason);
    const began = context.clock.now();
    try {
      const last = await cluster.observe(context);
      if (last.status === "healthy") return;
      seen =
        last.status === "unknown"
          ? { ...seen, blind: seen.blind + 1, failure: undefined }
          : { last, blind: 0, failure: undefined };
    } catch (failure) {
      // One that our own deadline cuts short tells nothing of the cluster.
      if (!context.signal.aborted) seen = { ...seen, blind: seen.blind + 1, failure };
    }
    const pauseMs = Math.min(longestPollMs, Math.max(pollMs, context.clock.now() - began));
    await context.clock.sleep(pauseMs, context.signal).catch(() => undefined);
  }
}

function notHealthy({ last, blind, failure }: Seen, reason: unknown): unknown {
  // An interruption is not the cluster's fault.
  if (reason instanceof HarnessError && reason.code === "interrupted") return reason;
  const status = last?.status ?? "unknown";
  const problems = last?.problems ?? [];
  const words = problems.length > 0 ? `: ${problems.map(({ message }) => message).join("; ")}` : "";
  const why = failure === undefined ? "" : `: ${describe(failure)}`;
  const unseen = blind === 0 ? "" : `; it could not be seen in the last ${counted(blind, "look")}${why}`;
  return new HarnessError("not_healthy", {
    message: `the cluster is ${status}${words}${unseen}`,
    details: { status, problems, blindLooks: blind },
    cause: reason,
  });
}
