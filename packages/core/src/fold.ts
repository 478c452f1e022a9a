import type { TrialEvent } from "./events.js";
import { summariseProbes } from "./probe-windows.js";
import { findRecovery, type HealthRun, type Recovery, type RecoveryRule } from "./recovery.js";
import type { Outcome, TrialRecord } from "./trial-record.js";
import {
  advance,
  beginState,
  commandsSinceInjection,
  concerningTickets,
  hasRunCommand,
  standInOf,
  symptomAt,
  type TrialState,
} from "./trial-state.js";
import { healedBy, judge } from "./verdict.js";

/** One trial's row, from its events in order. The first must be `trial.started`. */
export function foldTrial(events: readonly TrialEvent[]): TrialRecord {
  const [first] = events;
  if (first?.type !== "trial.started") throw new TypeError("a trial's first event is trial.started");
  const state = beginState(first.data);
  for (const event of events) advance(state, event);
  return recordOf(state);
}

export function recordOf(state: TrialState): TrialRecord {
  const { spec, startedAt, clusterId, versions } = state.started;
  const wall = (offset: number | null) =>
    offset === null ? null : new Date(Date.parse(startedAt) + offset).toISOString();
  const sinceInjection = (offset: number | null) =>
    offset === null || state.injectingAt === null ? null : Math.round((offset - state.injectingAt) * 1000) / 1000;

  const detectedAt = concerningTickets(state).reduce<number | null>(
    (first, { openedAt }) => Math.min(first ?? openedAt, openedAt),
    null,
  );
  const resolvedAt = state.claim === "resolved" ? state.claimedAt : null;
  const recovery = recoveryOf(state);
  const recoveredAt = spec.chaosType === null ? null : (recovery?.since ?? null);
  const tickets = [...state.tickets.values()];
  const sham = spec.chaosType === null;

  return {
    startedAt,
    chaosInjectedAt: wall(state.injectingAt),
    ticketCreatedAt: wall(detectedAt),
    resolvedAt: wall(resolvedAt),
    recoveredAt: wall(recoveredAt),
    endedAt: wall(state.endedAt),
    detectedAfterMs: sinceInjection(detectedAt),
    resolvedAfterMs: sinceInjection(resolvedAt),
    recoveredAfterMs: sinceInjection(recoveredAt),
    initialState: state.initialState,
    finalState: state.finalState,
    chaosMetadata: state.metadata,
    commands: [...state.commands.values()].map(({ command }) => command),
    chaosType: spec.chaosType ?? "none",
    operatorName: spec.operator,
    variantName: spec.variant,
    baseline: spec.baseline,
    seed: spec.seed,
    attempt: spec.attempt,
    clusterId,
    planDigest: state.planDigest,
    versions,
    identity: spec.identity ?? null,
    standIn: standInOf(state.initialState) ?? standInOf(state.finalState) ?? state.standIn,
    horizonMs: spec.timing.horizonMs,
    healthyMs: healthyMsOf(state),
    ...verdictOf(state, recovery),
    claim: state.claim,
    healedBy: sham
      ? null
      : healedBy({
          recoveredSince: recoveredAt,
          commands: commandsSinceInjection(state).map(({ calledAt, command }) => ({
            calledAt,
            exitCode: command.exit_code,
          })),
          healthyAfterCleanup: state.cleaned?.healthy ?? null,
        }),
    ...probesOf(state),
    lostWrites: state.lostWrites,
    falseTickets: tickets.filter(({ falseAlarm }) => falseAlarm || sham).length,
    otherTickets: tickets.filter(({ early, concerns }) => !early && !concerns && !sham).length,
    clockOffsetMs: state.clockOffsetMs,
    tainted: state.tainted,
  };
}

/** Which healthy runs may count: see `recoveryRule`. `lastSampleAt` extends the last run while the watch is still on. */
export function recoveryOf(state: TrialState, lastSampleAt?: number | null): Recovery | undefined {
  const rule = recoveryRule(state);
  if (!rule) return undefined;
  const runs = state.runs.map((run, index) =>
    index === state.runs.length - 1 && typeof lastSampleAt === "number"
      ? { ...run, until: Math.max(run.until, lastSampleAt) }
      : run,
  );
  return findRecovery(runs, rule);
}

/**
 * Healthy samples count once the fault has shown. If no sample ever showed it, they count from the
 * operator's first successful command, or from the injection, but only if the fault was measured
 * absent at the end of the watch: else a fault that is slow to show would look repaired.
 */
function recoveryRule(state: TrialState): RecoveryRule | undefined {
  const { injectedAt, injectingAt, watchEnded } = state;
  const { timing, chaosType } = state.started.spec;
  if (injectedAt === null || injectingAt === null) return undefined;
  const shown = symptomAt(state);
  const proven = chaosType === null || shown !== null || !watchEnded || watchEnded.data.inForce === "absent";
  if (!proven) return undefined;
  const firstRepair = commandsSinceInjection(state).find(({ command }) => command.exit_code === 0);
  return {
    holdMs: timing.holdMs,
    intervalMs: timing.observeMs,
    notBefore: shown ?? firstRepair?.calledAt ?? injectedAt,
    beginBy: injectedAt + timing.horizonMs,
  };
}

function verdictOf(
  state: TrialState,
  recovery: Recovery | undefined,
): Pick<TrialRecord, "outcome" | "outcomeCode" | "claimCorrect"> {
  const plain = (outcome: Outcome | null, outcomeCode: string | null) => ({ outcome, outcomeCode, claimCorrect: null });
  if (state.endedAt === null) return plain(null, null);
  if (state.aborted) return plain("aborted", "interrupted");
  if (state.failure && !state.failure.verdictStands) return plain("invalid", state.failure.code);
  if (!state.watchEnded) return plain("invalid", "harness_died");
  const { reason } = state.watchEnded.data;
  if (reason === "no_effect") return plain("invalid", "chaos_no_effect");
  if (reason === "blind" && !hasRunCommand(state)) return plain("invalid", "observation_lost");
  if (recovery && state.writesUnreadable) {
    // Whoever ran commands answers for a cluster whose data cannot be read any more.
    return hasRunCommand(state) ? plain("failure", "data_unreadable") : plain("invalid", "judge_failed");
  }
  const verdict = judge({
    sham: state.started.spec.chaosType === null,
    recoveredSince: recovery?.since ?? null,
    lostWrites: state.lostWrites,
    claim: state.claim,
    claimedAt: state.claimedAt,
    lastDegradedAt: lastDegradedAt(state.runs),
  });
  return { outcome: verdict.outcome, outcomeCode: verdict.code, claimCorrect: verdict.claimCorrect };
}

/** As early as the last look that saw something wrong may have seen it: the claim gets the benefit of the doubt. */
function lastDegradedAt(runs: readonly HealthRun[]): number | null {
  const last = runs.findLast((run) => run.status === "degraded");
  return last ? (last.lookedFrom ?? last.until) : null;
}

/** What false tickets are counted against. */
function healthyMsOf({ started, quietBeganAt, injectingAt, watchEnded }: TrialState): number | null {
  const until = started.spec.chaosType === null ? (watchEnded?.at ?? null) : injectingAt;
  if (started.spec.baseline || quietBeganAt === null || until === null) return null;
  return Math.round((until - quietBeganAt) * 1000) / 1000;
}

function probesOf(
  state: TrialState,
): Pick<TrialRecord, "unavailableMs" | "probeCount" | "probeFailures" | "probeP50Ms" | "probeP99Ms"> {
  const summary = summariseProbes(state.windows, {
    from: state.injectingAt ?? Infinity,
    until: state.watchEnded?.at ?? Infinity,
    intervalMs: state.started.spec.timing.probeMs,
  });
  return {
    unavailableMs: summary.count === 0 ? null : summary.unavailableMs,
    probeCount: summary.count,
    probeFailures: summary.failures,
    probeP50Ms: summary.p50Ms,
    probeP99Ms: summary.p99Ms,
  };
}
