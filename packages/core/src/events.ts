/**
 * A trial is an append-only list of these events, and everything else is a fold over it.
 *
 * `at` is the offset in milliseconds from the start of the trial, on the monotonic clock. Wall time
 * is read once, in `trial.started`. An event is durable before the effect that it announces begins.
 */
import type { InForce, Health, Problem, Ticket } from "./subject.js";
import type { ErrorCode, Phase } from "./errors.js";
import type { Json, JsonObject } from "./json.js";
import type { OperatorCommand, OperatorEnd, OperatorSession, OperatorStop } from "./operator.js";
import type { TrialSpec } from "./trial-spec.js";

export type TrialEventData = {
  "trial.started": { startedAt: string; spec: TrialSpec; clusterId: string; versions: JsonObject; process: JsonObject };

  /** Announced before `create`, so that a sweep by id finds whatever a crash leaves. */
  "cluster.creating": { clusterId: string };
  "cluster.created": { clusterId: string; handle: Json; tookMs: number };
  "cluster.resetting": { clusterId: string; handle: Json };
  "cluster.ready": { clusterId: string; fingerprint: string; tookMs: number };

  "operator.starting": { name: string };
  "operator.started": { facts: JsonObject };
  /** It ended although nobody asked it to. */
  "operator.ended": OperatorEnd;
  "quiet.began": { forMs: number };
  /** From here on what the operator writes belongs to the trial. */
  "trial.armed": {
    initialState: JsonObject;
    remembered: { tickets: number; maxSessionId: number; maxEntryId: number } | null;
  };

  "chaos.planned": { chaosType: string; plan: Json; digest: string };
  /** Just before the injection's first side effect: the seed's chaos_injected_at. A sham has it too. */
  "chaos.injecting": Record<string, never>;
  /** In force. The horizon counts from here. */
  "chaos.injected": { metadata: JsonObject };

  /**
   * The health changed, or it could not be sampled for more than three intervals. `previousUntil`: offset of the last
   * sample before. A look takes time, and what it saw may be as old as its beginning: `lookedFrom` is that of this
   * look, `previousLookedFrom` that of the last one before.
   */
  "cluster.observed": {
    status: Health;
    problems: readonly Problem[];
    previousUntil: number | null;
    lookedFrom?: number;
    previousLookedFrom?: number | null;
  };
  "probe.window": ProbeWindow;

  /** A ticket was opened or reopened. `early`: before the injection, hence a false alarm. */
  "ticket.opened": { ticket: Ticket; concerns: boolean; early: boolean };
  /** Any later change of its row. */
  "ticket.changed": { ticket: Ticket; concerns: boolean };
  "operator.session": OperatorSession;
  /** A tool call, and again when its exit code arrives. */
  "operator.command": OperatorCommand;
  "operator.reasoning": { sessionId: string; text: string; timestamp: string | null };
  /** The operator's naive local time minus UTC: its time zone and its clock's error, east positive. */
  "operator.clock": { offsetMs: number };

  /** The watch ended. `lastSampleAt`: offset of the last observation. `inForce`: asked only when no symptom had been sampled. */
  "watch.ended": { reason: WatchEnd; lastSampleAt: number | null; inForce: InForce | null };
  "writes.checked": { acknowledged: number; lost: readonly number[] };
  "writes.unreadable": { message: string };
  "trial.judged": { finalState: JsonObject | null };

  "operator.stopped": OperatorStop;
  "chaos.cleaning": Record<string, never>;
  /** `healthy`: whether the cluster was healthy after the clean-up; null when not looked at. */
  "chaos.cleaned": { inForce: InForce; healthy: boolean | null };
  /** Its cluster is not used again. */
  "cluster.tainted": { code: ErrorCode; message: string };
  "cluster.destroyed": { clusterId: string };

  /** Something of the harness or the cluster failed. Makes the trial invalid unless its verdict stands all the same. */
  "trial.failed": { code: ErrorCode; phase: Phase; message: string; details: JsonObject; verdictStands: boolean };
  "trial.aborted": { reason: string };
  "trial.ended": Record<string, never>;
};

export type WatchEnd = "recovered" | "horizon" | "claim" | "no_effect" | "blind";

/** One second of probing. Values are numbered without gaps, in the order of their scheduled times. */
export type ProbeWindow = {
  /** Offset of the window's start. */
  from: number;
  /** First and last value scheduled in it. */
  first: number;
  last: number;
  /** Values whose probe failed, or found no free place. Every other value of the window was acknowledged. */
  failed: readonly number[];
  /** Of the acknowledged ones, in order of value: from the scheduled time to the answer, in ms with one decimal. */
  latencies: readonly number[];
};

export type TrialEventType = keyof TrialEventData;
export type TrialEvent = { [T in TrialEventType]: { type: T; at: number; data: TrialEventData[T] } }[TrialEventType];
export type EventOf<T extends TrialEventType> = Extract<TrialEvent, { type: T }>;
