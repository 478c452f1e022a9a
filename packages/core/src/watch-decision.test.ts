import { describe, expect, it } from "vitest";
import type { TrialEvent } from "./events.js";
import type { Health } from "./subject.js";
import { specOf } from "./testing/trial-fixture.js";
import { advance, beginState } from "./trial-state.js";
import { decideWatch } from "./watch-decision.js";

const timing = { observeMs: 100, horizonMs: 1_000, holdMs: 500 };

/** In force at 0, looked at as told; the horizon has passed. */
function atTheHorizon(
  looks: readonly { at: number; status: Health; previousUntil: number | null }[],
  lastSampleAt: number,
) {
  const state = beginState({
    startedAt: "2026-01-01T00:00:00.000Z",
    spec: specOf({ timing }),
    clusterId: "c",
    versions: {},
    process: {},
  });
  const events: TrialEvent[] = [
    { type: "chaos.injecting", at: 0, data: {} },
    { type: "chaos.injected", at: 0, data: { metadata: {} } },
    ...looks.map(({ at, ...data }) => ({ type: "cluster.observed" as const, at, data: { ...data, problems: [] } })),
  ];
  for (const event of events) advance(state, event);
  return decideWatch({ state, now: 1_000, lastSampleAt, symptomWithinMs: 500 });
}

describe("the end of the horizon", () => {
  it("is blind when no look has said anything for longer than a run may be interrupted", () => {
    const looks = [
      { at: 10, status: "degraded" as const, previousUntil: null },
      { at: 400, status: "unknown" as const, previousUntil: 300 },
    ];
    expect(atTheHorizon(looks, 990)).toEqual({ do: "end", reason: "blind" });
  });

  it("is blind even when each look that said nothing took so long that it stands alone", () => {
    const looks = [
      { at: 10, status: "degraded" as const, previousUntil: null },
      { at: 450, status: "unknown" as const, previousUntil: 10 },
      { at: 900, status: "unknown" as const, previousUntil: 450 },
    ];
    expect(atTheHorizon(looks, 900)).toEqual({ do: "end", reason: "blind" });
  });

  it("is blind when nothing was ever seen", () => {
    expect(atTheHorizon([{ at: 900, status: "unknown", previousUntil: null }], 900)).toEqual({
      do: "end",
      reason: "blind",
    });
  });

  it("is not blind for a short look away", () => {
    const looks = [
      { at: 10, status: "degraded" as const, previousUntil: null },
      { at: 900, status: "unknown" as const, previousUntil: 800 },
    ];
    expect(atTheHorizon(looks, 900)).toEqual({ do: "end", reason: "horizon" });
  });
});
