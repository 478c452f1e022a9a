import type { Context } from "./context.js";
import { HarnessError } from "./errors.js";
import type { Cluster, Observation } from "./subject.js";

/** Between two looks, in ms: short, because every trial waits for this. */
const pollMs = 25;
/** A cluster that is slow to look at has better things to do than to be looked at: at most half of the time, and this much. */
const longestPollMs = 500;

/** Observes until healthy. Rejects with `not_healthy`, naming the last problems, when the context's time is up. */
export async function waitHealthy(cluster: Cluster, context: Context): Promise<void> {
  let last: Observation | undefined;
  for (;;) {
    if (context.signal.aborted) throw notHealthy(last, context.signal.reason);
    const began = context.clock.now();
    last = await cluster.observe(context).catch((): Observation => ({ status: "unknown", problems: [] }));
    if (last.status === "healthy") return;
    const pauseMs = Math.min(longestPollMs, Math.max(pollMs, context.clock.now() - began));
    await context.clock.sleep(pauseMs, context.signal).catch(() => undefined);
  }
}

function notHealthy(last: Observation | undefined, reason: unknown): unknown {
  // An interruption is not the cluster's fault.
  if (reason instanceof HarnessError && reason.code === "interrupted") return reason;
  const problems = last?.problems.map(({ message }) => message) ?? [];
  return new HarnessError("not_healthy", {
    message: `the cluster is ${last?.status ?? "unknown"}${problems.length > 0 ? `: ${problems.join("; ")}` : ""}`,
    details: { status: last?.status ?? "unknown", problems: last?.problems ?? [] },
    cause: reason,
  });
}
