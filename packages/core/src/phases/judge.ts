import { withDeadline } from "../context.js";
import { describe } from "../errors.js";
import { recoveryOf } from "../fold.js";
import type { JsonObject } from "../json.js";
import { acknowledgedValues } from "../probe-windows.js";
import { clusterOf, type TrialRun } from "./trial-run.js";

/** For reading back writes from a cluster that looks well, and from one that does not, in ms. */
const readBackMs = { recovered: 30_000, broken: 2_000 };
const readAgainMs = 250;
/** The final state of a broken cluster is worth a look, not a long wait, in ms. */
const finalStateMs = 15_000;

/** Reads back every acknowledged write and captures the final state, before any clean-up. */
export async function judge(run: TrialRun): Promise<void> {
  await Promise.all([run.prober?.stop(), run.watch?.stop()]);
  await run.follower?.read();
  await checkWrites(run);
  run.log.append("trial.judged", { finalState: await finalState(run) });
}

async function checkWrites(run: TrialRun): Promise<void> {
  const { log, surroundings } = run;
  const cluster = clusterOf(run);
  const acknowledged = acknowledgedValues(log.state.windows);
  if (!cluster.lost || acknowledged.length === 0) return;
  const ms = recoveryOf(log.state) ? readBackMs.recovered : readBackMs.broken;
  try {
    const gone = await withDeadline(
      surroundings,
      { doing: "reading back the acknowledged writes", ms },
      async (context) => {
        for (;;) {
          try {
            return (await cluster.lost?.(acknowledged, context)) ?? [];
          } catch (error) {
            if (context.remainingMs() <= readAgainMs) throw error;
            await context.clock.sleep(readAgainMs, context.signal);
          }
        }
      },
    );
    log.append("writes.checked", { acknowledged: acknowledged.length, lost: gone });
  } catch (error) {
    surroundings.signal?.throwIfAborted();
    log.append("writes.unreadable", { message: describe(error) });
  }
}

/** Null when it cannot be captured: the verdict does not rest on it. */
async function finalState(run: TrialRun): Promise<JsonObject | null> {
  const { surroundings } = run;
  try {
    return await withDeadline(surroundings, { doing: "capturing the final state", ms: finalStateMs }, (context) =>
      clusterOf(run).captureState(context),
    );
  } catch (error) {
    surroundings.signal?.throwIfAborted();
    surroundings.log.warn("the final state could not be captured", { message: describe(error) });
    return null;
  }
}
