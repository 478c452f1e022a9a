import { withDeadline } from "../context.js";
import { asHarnessError, HarnessError } from "../errors.js";
import { HealthWatch } from "../health-watch.js";
import type { RunningOperator, TraceMark } from "../operator.js";
import { Prober } from "../prober.js";
import type { Ticket } from "../subject.js";
import { TraceFollower } from "../trace-follower.js";
import { clusterOf, type TrialRun } from "./trial-run.js";

/** Between two looks at whether the operator is quiet, in ms. */
const quietPollMs = 100;

/**
 * Everything that must be under way before the fault: the operator, observing, probing, following the
 * operator's trace; then a quiet period in which any ticket is a false alarm. Every arm has the same
 * period for the same seed, so that faults strike at the same age of the cluster.
 */
export async function arm(run: TrialRun): Promise<void> {
  const { spec, log, surroundings } = run;
  const { timing } = spec;
  const cluster = clusterOf(run);
  run.briefing = await withDeadline(surroundings, { doing: "writing the briefing", ms: timing.callMs }, (context) =>
    cluster.briefing(context),
  );
  if (run.operator) await startOperator(run);

  run.watch = new HealthWatch({ cluster, log, surroundings, intervalMs: timing.observeMs });
  run.watch.start();
  run.prober = new Prober({ cluster, log, surroundings, timing });
  run.prober.start();

  const mark = run.running ? await untilQuiet(run, run.running) : null;
  if (run.running && mark) {
    const concerns = (ticket: Ticket) => run.chaos !== null && (run.chaos.concerns?.(run.plan, ticket) ?? true);
    run.follower = new TraceFollower({ trace: run.running.trace, mark, log, logger: surroundings.log, concerns });
    run.follower.start();
  }
  await quietPeriod(run);

  const initialState = await withDeadline(
    surroundings,
    { doing: "capturing the initial state", ms: timing.callMs },
    (context) => cluster.captureState(context),
  );
  failIfEnded(run);
  log.append("trial.armed", {
    initialState,
    remembered: mark && {
      tickets: Object.keys(mark.tickets).length,
      maxSessionId: mark.maxSessionId,
      maxEntryId: mark.maxEntryId,
    },
  });
}

async function startOperator(run: TrialRun): Promise<void> {
  const { operator, log, surroundings, briefing, spec } = run;
  const cluster = clusterOf(run);
  if (!operator || !briefing) return;
  log.append("operator.starting", { name: operator.name });
  await log.durable();
  const start = {
    briefing,
    handle: cluster.handle,
    ...(cluster.adminGid === undefined ? {} : { adminGid: cluster.adminGid }),
  };
  try {
    run.running = await withDeadline(
      surroundings,
      { doing: "starting the operator", ms: spec.timing.callMs },
      (context) => operator.start(start, context),
    );
  } catch (error) {
    throw asHarnessError(error, "operator_start_failed", "arm");
  }
  log.append("operator.started", { facts: run.running.facts });
  void run.running.ended.then((end) => {
    run.operatorEnd = end;
    log.append("operator.ended", end);
  });
}

/** Waits until no ticket is open and no session runs, and remembers every row as it is then. */
async function untilQuiet(run: TrialRun, running: RunningOperator): Promise<TraceMark> {
  const { clock, signal } = run.surroundings;
  const deadline = clock.now() + run.spec.timing.quietWaitMs;
  for (;;) {
    failIfEnded(run);
    const mark = await running.trace.mark();
    if (mark.busy.length === 0) return mark;
    if (clock.now() >= deadline) {
      throw new HarnessError("operator_not_quiet", {
        phase: "arm",
        message: `the operator was not quiet within ${run.spec.timing.quietWaitMs} ms: ${mark.busy
          .map(({ kind, id, description }) => `${kind} ${id} (${description})`)
          .join(", ")}`,
        details: { busy: mark.busy },
      });
    }
    await clock.sleep(quietPollMs, signal);
  }
}

async function quietPeriod(run: TrialRun): Promise<void> {
  const { log, surroundings, spec } = run;
  const { quietMinMs, quietMaxMs } = spec.timing;
  const forMs = surroundings.random.fork("quiet").integer(quietMinMs, quietMaxMs);
  log.append("quiet.began", { forMs });
  if (forMs === 0) return;
  const over = new AbortController();
  void run.running?.ended.then(() => over.abort());
  const { clock, signal } = surroundings;
  await clock.sleep(forMs, AbortSignal.any([over.signal, ...(signal ? [signal] : [])])).catch(() => undefined);
  signal?.throwIfAborted();
  failIfEnded(run);
}

/** An operator that is gone before the fault cannot be judged by it. */
export function failIfEnded(run: TrialRun): void {
  if (!run.operatorEnd) return;
  const { exitCode, signal, outputTail } = run.operatorEnd;
  throw new HarnessError("operator_start_failed", {
    phase: "arm",
    message: `the operator ended before the fault (${signal ?? `exit code ${exitCode}`})${outputTail ? `; its output ends: ${outputTail.trim().slice(-300)}` : ""}`,
    details: run.operatorEnd,
  });
}
