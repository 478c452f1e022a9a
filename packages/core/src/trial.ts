import { setMaxListeners } from "node:events";
import { systemClock, type Clock } from "./clock.js";
import { ClusterSlot } from "./cluster-slot.js";
import { silentLogger, type Logger, type Surroundings } from "./context.js";
import { asHarnessError, HarnessError, type ErrorCode, type Phase } from "./errors.js";
import { EventLog } from "./event-log.js";
import type { TrialEvent } from "./events.js";
import { recordOf } from "./fold.js";
import type { JsonObject } from "./json.js";
import type { Operator } from "./operator.js";
import { arm } from "./phases/arm.js";
import { clean } from "./phases/clean.js";
import { inject } from "./phases/inject.js";
import { judge } from "./phases/judge.js";
import type { TrialRun } from "./phases/trial-run.js";
import { wait } from "./phases/wait.js";
import { chaosTypeOf, parseStrictly } from "./plugin.js";
import { seededRandom } from "./random.js";
import type { Recorder } from "./recorder.js";
import type { EvalSubject } from "./subject.js";
import type { TrialRecord } from "./trial-record.js";
import type { TrialSpec } from "./trial-spec.js";
import { hasRunCommand } from "./trial-state.js";

export interface TrialOptions {
  subject: EvalSubject;
  spec: TrialSpec;
  /** Where the trial's cluster comes from and stays. Absent: a cluster of its own, destroyed at the end. */
  slot?: ClusterSlot;
  /** Absent: a baseline. */
  operator?: Operator;
  recorder: Recorder;
  campaignId: number;
  clock?: Clock;
  logger?: Logger;
  /** Aborting it ends the trial as `aborted`, after the fault has been cleaned. */
  signal?: AbortSignal;
  /** Called with every event as it happens, before it is durable. */
  onEvent?: (event: TrialEvent, trialId: number) => void;
  /** Of harness and subject; stored with the trial. */
  versions?: JsonObject;
  /** Enough to find out later whether the process that ran the trial is still alive. */
  process?: JsonObject;
}

export interface TrialResult {
  trialId: number;
  record: TrialRecord;
  log: EventLog;
}

/**
 * One trial: ready → arm → inject → wait → judge → clean → record.
 *
 * Resolves with the trial's row whatever became of it: a cluster, an operator or a fault that fails
 * is an outcome. Rejects when what is asked for is unknown or malformed, before anything happens, and
 * when events cannot be recorded, after the clean-up.
 */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { subject, clock = systemClock } = options;
  const spec = resolveSpec(subject, options.spec);
  const ownSlot = options.slot ? undefined : new ClusterSlot({ subject, options: spec.options, timing: spec.timing });
  const slot = options.slot ?? ownSlot!;
  const { clusterId } = slot;
  const log = await EventLog.begin({
    recorder: options.recorder,
    campaignId: options.campaignId,
    clock,
    started: { spec, clusterId, versions: options.versions ?? {}, process: options.process ?? {} },
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  });
  const surroundings: Surroundings = {
    clusterId,
    trialId: String(log.trialId),
    random: seededRandom(spec.seed),
    clock,
    log: options.logger ?? silentLogger,
    ...(options.signal ? { signal: manyListeners(options.signal) } : {}),
  };
  const chaos = spec.chaosType === null ? null : chaosTypeOf(subject, spec.chaosType);
  const run: TrialRun = { spec, slot, log, surroundings, chaos, operator: options.operator ?? null };

  await runPhases(run);
  await clean(run);
  if (ownSlot) {
    const { signal: _, ...calm } = surroundings;
    await ownSlot.destroy(calm, log).catch((error: unknown) => fail(run, "clean", error, true));
  }
  log.append("trial.ended", {});
  await log.durable();
  return { trialId: log.trialId, record: recordOf(log.state), log };
}

/** What was asked, with every default filled in. Throws `chaos_unknown`, `params_invalid` or `options_invalid`. */
export function resolveSpec(subject: EvalSubject, spec: TrialSpec): TrialSpec {
  const options = parseStrictly(subject.options, spec.options, "options_invalid");
  if (spec.chaosType === null) return { ...spec, options };
  const params = parseStrictly(chaosTypeOf(subject, spec.chaosType).params, spec.params, "params_invalid");
  return { ...spec, options, params };
}

const phases: readonly { name: Phase; code: ErrorCode; work: (run: TrialRun) => Promise<void> }[] = [
  {
    name: "ready",
    code: "create_failed",
    work: async (run) => {
      run.cluster = await run.slot.ready(run.log, run.surroundings);
    },
  },
  { name: "arm", code: "harness_error", work: arm },
  { name: "inject", code: "inject_failed", work: inject },
  { name: "wait", code: "harness_error", work: wait },
  { name: "judge", code: "judge_failed", work: judge },
];

async function runPhases(run: TrialRun): Promise<void> {
  for (const { name, code, work } of phases) {
    try {
      run.surroundings.signal?.throwIfAborted();
      await work(run);
    } catch (error) {
      if (run.surroundings.signal?.aborted) {
        const { reason } = run.surroundings.signal;
        run.log.append("trial.aborted", { reason: reason instanceof Error ? reason.message : String(reason) });
        return;
      }
      // What an operator may have done to the cluster does not excuse it from a verdict already reached.
      fail(run, name, asHarnessError(error, code, name), name === "judge" && hasRunCommand(run.log.state));
      return;
    }
  }
}

/** The same abort for any number of listeners: a trial's calls run side by side, and each listens. */
function manyListeners(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

function fail(run: TrialRun, phase: Phase, error: unknown, verdictStands: boolean): void {
  const known = error instanceof HarnessError ? error : asHarnessError(error, "harness_error", phase);
  run.log.append("trial.failed", {
    code: known.code,
    phase: known.phase ?? phase,
    message: known.message,
    // What to do about a host is told by whoever found it lacking, and by no table.
    details: known.code === "host_lacking" ? { ...known.details, hint: known.hint } : known.details,
    verdictStands,
  });
}
