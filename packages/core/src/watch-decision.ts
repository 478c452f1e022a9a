import type { WatchEnd } from "./events.js";
import { recoveryOf } from "./fold.js";
import { lastHealthyRun, toleratedGapMs } from "./recovery.js";
import { claimMayStillCome, hasActed, symptomAt, type TrialState } from "./trial-state.js";

/** An observation that takes longer says as little as one that failed. In ms. */
export const observeDeadlineMs = 10_000;

export interface WatchView {
  state: TrialState;
  /** The current offset. */
  now: number;
  lastSampleAt: number | null;
  /** The chaos type's `symptom.withinMs`; null when it shows none by design, and in a sham. */
  symptomWithinMs: number | null;
}

export type WatchDecision =
  | { do: "end"; reason: WatchEnd }
  /** The cluster looks recovered although no sample ever showed it unwell: only a measurement can tell. */
  | { do: "measure" }
  | { do: "wait"; until: number };

/** Whether the watch after the injection goes on. Pure; asked again after every event and sample. */
export function decideWatch(view: WatchView): WatchDecision {
  const { state, now, lastSampleAt } = view;
  const { timing, chaosType, endOnClaim } = state.started.spec;
  const injectedAt = state.injectedAt ?? now;
  const horizon = injectedAt + timing.horizonMs;

  if (chaosType === null) return now >= horizon ? endOfHorizon(view, horizon) : { do: "wait", until: horizon };
  if (endOnClaim && state.claim !== null) return { do: "end", reason: "claim" };

  const recovery = recoveryOf(state, lastSampleAt);
  const shown = symptomAt(state) !== null;
  if (recovery && (shown || gateIsOpen(view))) {
    const waitForClaimUntil = Math.min(horizon, recovery.since + timing.holdMs + timing.claimWaitMs);
    if (claimMayStillCome(state) && now < waitForClaimUntil) return { do: "wait", until: waitForClaimUntil };
    return shown ? { do: "end", reason: "recovered" } : { do: "measure" };
  }

  if (now < horizon) {
    const gate = view.symptomWithinMs === null ? Infinity : injectedAt + view.symptomWithinMs;
    const silent = !shown && !hasActed(state);
    if (silent && now < gate) return { do: "wait", until: Math.min(gate, horizon) };
    return silent && sees(view, injectedAt) ? { do: "end", reason: "no_effect" } : { do: "wait", until: horizon };
  }
  // A healthy run that began within the horizon may reach the end of its hold window beyond it.
  const run = lastHealthyRun(state.runs, toleratedGapMs(timing.observeMs));
  const begun = run && Math.max(run.from, symptomAt(state) ?? injectedAt);
  if (begun !== undefined && begun <= horizon && now < begun + timing.holdMs + toleratedGapMs(timing.observeMs)) {
    return { do: "wait", until: begun + timing.holdMs + toleratedGapMs(timing.observeMs) };
  }
  return endOfHorizon(view, horizon);
}

/** Without any symptom, health says something only once somebody has acted or the fault shows none by design. */
function gateIsOpen({ state, symptomWithinMs }: WatchView): boolean {
  return symptomWithinMs === null || hasActed(state);
}

/** Whether the last look since then could say anything: that no symptom was seen means nothing otherwise. */
function sees({ state, lastSampleAt }: WatchView, since: number): boolean {
  return lastSampleAt !== null && lastSampleAt >= since && state.runs.at(-1)?.status !== "unknown";
}

/**
 * Blind: for longer than a run may be interrupted no look could say anything, or the first that could came after the
 * horizon and found the cluster healthy, for how long nobody knows. On a starved host a look is slow rather than
 * lost, so one that is under way when the horizon ends is waited for.
 */
function endOfHorizon({ state, now, lastSampleAt }: WatchView, horizon: number): WatchDecision {
  const gapMs = toleratedGapMs(state.started.spec.timing.observeMs);
  const sawUntil = lastSeenAt(state, lastSampleAt);
  if (sawUntil === null || now - sawUntil > gapMs) {
    const answered = horizon + observeDeadlineMs;
    return now < answered ? { do: "wait", until: answered } : { do: "end", reason: "blind" };
  }
  const late = (lastHealthyRun(state.runs, gapMs)?.from ?? horizon) > horizon;
  const seenBefore = state.runs.findLast(({ status, until }) => status !== "unknown" && until <= horizon)?.until;
  const blind = late && (seenBefore === undefined || horizon - seenBefore > gapMs);
  return { do: "end", reason: blind ? "blind" : "horizon" };
}

/** When a look last said something. Looks that say nothing may take so long that each of them is a run of its own. */
function lastSeenAt({ runs }: TrialState, lastSampleAt: number | null): number | null {
  if (runs.at(-1)?.status !== "unknown") return lastSampleAt;
  return runs.findLast(({ status }) => status !== "unknown")?.until ?? null;
}
