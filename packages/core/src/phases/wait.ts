import { withDeadline } from "../context.js";
import type { InForce } from "../subject.js";
import type { WatchEnd } from "../events.js";
import { decideWatch } from "../watch-decision.js";
import { clusterOf, type TrialRun } from "./trial-run.js";

/** Between two measurements of whether the fault is still in force, in ms. */
const measureEveryMs = 500;
const measureDeadlineMs = 10_000;

/** Watches until the cluster has recovered or the horizon ends: the same endpoint for every arm. */
export async function wait(run: TrialRun): Promise<void> {
  const { log, chaos, surroundings } = run;
  const news = newsOf(run);
  try {
    for (;;) {
      surroundings.signal?.throwIfAborted();
      const decision = decideWatch({
        state: log.state,
        now: log.now(),
        lastSampleAt: run.watch?.lastSampleAt ?? null,
        symptomWithinMs: chaos?.symptom?.withinMs ?? null,
      });
      if (decision.do === "end") return end(run, decision.reason, null);
      if (decision.do === "wait") {
        await news.next(decision.until - log.now());
        continue;
      }
      const inForce = await measure(run);
      if (inForce === "absent") return end(run, "recovered", inForce);
      const { timing } = log.state.started.spec;
      if (log.now() >= (log.state.injectedAt ?? 0) + timing.horizonMs) return end(run, "horizon", inForce);
      await surroundings.clock.sleep(measureEveryMs, surroundings.signal);
    }
  } finally {
    news.close();
  }
}

function end(run: TrialRun, reason: WatchEnd, inForce: InForce | null): void {
  run.log.append("watch.ended", { reason, lastSampleAt: run.watch?.lastSampleAt ?? null, inForce });
}

async function measure(run: TrialRun): Promise<InForce> {
  const { chaos, plan, surroundings } = run;
  if (!chaos) return "absent";
  return withDeadline(surroundings, { doing: "measuring the fault", ms: measureDeadlineMs }, (context) =>
    chaos.inForce(clusterOf(run), plan, context),
  ).catch((error: unknown) => {
    if (surroundings.signal?.aborted) throw error;
    return "unknown" as const;
  });
}

/**
 * Wakes the watch on every event, on every sample and on interruption. Whatever the operator does
 * makes the cluster worth a look at once: without it a repair would be seen up to an interval late.
 */
function newsOf({ log, watch, surroundings }: TrialRun) {
  let wake: (() => void) | undefined;
  let news = false;
  const tell = () => {
    news = true;
    wake?.();
  };
  const closers = [
    log.subscribe(({ type }) => {
      if (type.startsWith("ticket.") || type === "operator.command") watch?.look();
      tell();
    }),
    watch?.subscribe(tell),
  ];
  surroundings.signal?.addEventListener("abort", tell);
  return {
    async next(withinMs: number): Promise<void> {
      if (!news) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(0, withinMs));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      news = false;
      wake = undefined;
    },
    close(): void {
      for (const close of closers) close?.();
      surroundings.signal?.removeEventListener("abort", tell);
    },
  };
}
