import { withDeadline, type Surroundings } from "../context.js";
import { describe, HarnessError, type ErrorCode } from "../errors.js";
import { recoveryOf } from "../fold.js";
import type { Cluster, InForce } from "../subject.js";
import { waitHealthy } from "../wait-healthy.js";
import { clusterOf, type TrialRun } from "./trial-run.js";

/** For making sure that everything an operator spawned is gone, beyond its own time to end, in ms. */
const killMs = 10_000;
const measureAgainMs = 100;
/** How long a cluster that had not recovered is given to become healthy after the clean-up, in ms. */
const healthyAfterMs = 5_000;

/**
 * Ends the operator, then removes the fault, always and whatever happened, and measures that it is
 * gone. Never rejects for a cluster or an operator: what goes wrong is recorded beside the verdict,
 * never instead of it, and the cluster is destroyed.
 */
export async function clean(run: TrialRun): Promise<void> {
  // An interruption must not keep the fault in place.
  const { signal: _, ...surroundings } = run.surroundings;
  await Promise.all([run.prober?.stop(), run.watch?.stop()]);
  await stopOperator(run, surroundings);
  const why = run.plan === undefined ? undefined : await cleanChaos(run, surroundings);
  const unusable = why ?? unusableBecause(run);
  if (unusable) {
    await run.slot.taint(run.log, surroundings, unusable).catch((error: unknown) => {
      beside(run, "destroy_failed", describe(error));
    });
  }
}

/** The operator first: one that is still at work could undo, or earn, what the clean-up does. */
async function stopOperator(run: TrialRun, surroundings: Surroundings): Promise<void> {
  const { running, follower, log, spec } = run;
  if (!running) return;
  try {
    const graceMs = spec.timing.operatorStopMs;
    const call = { doing: "stopping the operator", ms: graceMs + killMs };
    const stop = await withDeadline(surroundings, call, (context) => running.stop({ graceMs }, context));
    await follower?.stop();
    log.append("operator.stopped", stop);
    if (stop.survivors.length > 0) {
      beside(run, "operator_stop_failed", `still alive: ${stop.survivors.map(({ pid }) => pid).join(", ")}`);
    }
  } catch (error) {
    beside(run, "operator_stop_failed", describe(error));
  } finally {
    try {
      await running[Symbol.asyncDispose]();
    } catch (error) {
      surroundings.log.warn("the operator's files could not be put away", { message: describe(error) });
    }
  }
}

/** Why the cluster cannot be used again, if so. */
async function cleanChaos(
  run: TrialRun,
  surroundings: Surroundings,
): Promise<{ code: ErrorCode; message: string } | undefined> {
  const { chaos, plan, log } = run;
  if (!chaos || plan === undefined) return undefined;
  const cluster = clusterOf(run);
  log.append("chaos.cleaning", {});
  await log.durable().catch(() => undefined);
  let inForce: InForce = "unknown";
  try {
    inForce = await withDeadline(
      surroundings,
      { doing: "cleaning up the fault", ms: run.spec.timing.callMs, label: "cleanup" },
      async (context) => {
        await chaos.cleanup(cluster, plan, context);
        return untilAbsent(() => chaos.inForce(cluster, plan, context), context);
      },
    );
  } catch (error) {
    surroundings.log.warn("clean-up failed", { message: describe(error) });
    log.append("chaos.cleaned", { inForce, healthy: null });
    beside(run, "clean_failed", describe(error));
    return { code: "clean_failed", message: describe(error) };
  }
  const healthy = recoveryOf(log.state) ? null : await becomesHealthy(cluster, surroundings);
  log.append("chaos.cleaned", { inForce, healthy });
  return undefined;
}

async function untilAbsent(
  measure: () => Promise<InForce>,
  context: { clock: Surroundings["clock"]; signal: AbortSignal; remainingMs(): number },
): Promise<InForce> {
  for (;;) {
    const inForce = await measure();
    if (inForce === "absent") return inForce;
    if (context.remainingMs() <= measureAgainMs) {
      throw new HarnessError("clean_failed", {
        phase: "clean",
        message: `after the clean-up the fault was ${inForce}`,
      });
    }
    await context.clock.sleep(measureAgainMs, context.signal);
  }
}

/** Tells a fault that only the clean-up undid from damage that it could not undo. */
async function becomesHealthy(cluster: Cluster, surroundings: Surroundings): Promise<boolean> {
  return withDeadline(
    surroundings,
    { doing: "looking at the cluster after the clean-up", ms: healthyAfterMs },
    (context) => waitHealthy(cluster, context),
  ).then(
    () => true,
    () => false,
  );
}

/** A cluster that failed before the fault, or while it was injected, is replaced. */
function unusableBecause(run: TrialRun): { code: ErrorCode; message: string } | undefined {
  const { failure } = run.log.state;
  if (!failure || failure.verdictStands || failure.phase === "setup" || failure.phase === "arm") return undefined;
  return { code: failure.code, message: failure.message };
}

function beside(run: TrialRun, code: ErrorCode, message: string): void {
  run.log.append("trial.failed", { code, phase: "clean", message, details: {}, verdictStands: true });
}
