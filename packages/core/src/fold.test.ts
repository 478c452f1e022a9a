import { describe, expect, it } from "vitest";
import type { TrialEvent } from "./events.js";
import { foldTrial } from "./fold.js";
import type { Json, JsonObject } from "./json.js";
import { defaultTiming } from "./trial-spec.js";

const started: TrialEvent = {
  type: "trial.started",
  at: 0,
  data: {
    startedAt: "2026-03-01T10:00:01.000Z",
    spec: {
      subject: "fake",
      options: {},
      chaosType: null,
      params: {},
      seed: "s",
      operator: null,
      variant: null,
      baseline: true,
      endOnClaim: false,
      timing: defaultTiming,
      attempt: 1,
    },
    clusterId: "c",
    versions: {},
    process: {},
  },
};

function standInOf(initialState: JsonObject, finalState: JsonObject | null): boolean | null {
  return foldTrial([
    started,
    { type: "trial.armed", at: 1, data: { initialState, remembered: null } },
    { type: "trial.judged", at: 2, data: { finalState } },
  ]).standIn;
}

describe("whether a trial ran on a stand-in", () => {
  it("is what the subject said in its state, before the fault or at the latest after it", () => {
    expect(standInOf({ stand_in: true }, null)).toBe(true);
    expect(standInOf({ stand_in: true }, { stand_in: false })).toBe(true);
    expect(standInOf({}, { stand_in: false })).toBe(false);
  });

  it("is what the handle said where no state was ever captured", () => {
    const created = (handle: Json): TrialEvent => ({
      type: "cluster.created",
      at: 1,
      data: { clusterId: "c", handle, tookMs: 1 },
    });
    expect(foldTrial([started, created({ stand_in: true })]).standIn).toBe(true);
    expect(foldTrial([started, created(["stand_in"])]).standIn).toBeNull();
  });

  it("is unknown where it did not say, or said anything else than yes or no", () => {
    expect(foldTrial([started]).standIn).toBeNull();
    expect(standInOf({ stand_in: "no" }, {})).toBeNull();
  });
});
