import type { WatchEnd } from "./events.js";
import { recoveryOf } from "./fold.js";
import { lastHealthyRun, toleratedGapMs } from "./recovery.js";
import { claimMayStillCome, hasActed, symptomAt, type TrialState } from "./trial-state.js";

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

  if (chaosType === null) return now >= horizon ? endOfHorizon(view) : { do: "wait", until: horizon };
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
  return endOfHorizon(view);
}

/** Without any symptom, health says something only once somebody has acted or the fault shows none by design. */
function gateIsOpen({ state, symptomWithinMs }: WatchView): boolean {
  return symptomWithinMs === null || hasActed(state);
}

/** Whether the last look since then could say anything: that no symptom was seen means nothing otherwise. */
function sees({ state, lastSampleAt }: WatchView, since: number): boolean {
  return lastSampleAt !== null && lastSampleAt >= since && state.runs.at(-1)?.status !== "unknown";
}

/** Blind: for longer than a run may be interrupted there was no sample, or none that could say anything. */
function endOfHorizon({ state, now, lastSampleAt }: WatchView): WatchDecision {
  // Looks that say nothing may take so long that each of them is a run of its own.
  const sawUntil =
    state.runs.at(-1)?.status === "unknown"
      ? (state.runs.findLast(({ status }) => status !== "unknown")?.until ?? null)
      : lastSampleAt;
  const blind = sawUntil === null || now - sawUntil > toleratedGapMs(state.started.spec.timing.observeMs);
  return { do: "end", reason: blind ? "blind" : "horizon" };
}
