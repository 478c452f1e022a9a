import { describe, expect, it } from "vitest";
import type { TrialEvent } from "./events.js";
import type { Health, Ticket } from "./subject.js";
import { specOf } from "./testing/trial-fixture.js";
import { advance, beginState } from "./trial-state.js";
import { decideWatch } from "./watch-decision.js";

const blank: Ticket = {
  id: 1,
  key: "k",
  invariant: "k",
  target: null,
  status: "open",
  held: false,
  message: "",
  severity: "critical",
  diagnosis: null,
  firstSeenAt: null,
  resolvedAt: null,
  createdAt: null,
};
const timing = { observeMs: 100, horizonMs: 1_000, holdMs: 500 };

interface Look {
  at: number;
  status: Health;
  previousUntil: number | null;
}

/** In force at 0, looked at as told. */
function decideAt(
  now: number,
  looks: readonly Look[],
  { lastSampleAt, more = [] }: { lastSampleAt: number; more?: TrialEvent[] },
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
    ...more,
  ];
  for (const event of events) advance(state, event);
  return decideWatch({ state, now, lastSampleAt, symptomWithinMs: 500 });
}

const atTheHorizon = (looks: readonly Look[], lastSampleAt: number) => decideAt(1_000, looks, { lastSampleAt });
/** No look that was under way at the horizon can be any more. */
const longAfter = (looks: readonly Look[], lastSampleAt: number) => decideAt(11_000, looks, { lastSampleAt });

describe("the end of the horizon", () => {
  const unseen: Record<string, [looks: Look[], lastSampleAt: number]> = {
    "no look has said anything for longer than a run may be interrupted": [
      [
        { at: 10, status: "degraded", previousUntil: null },
        { at: 400, status: "unknown", previousUntil: 300 },
      ],
      990,
    ],
    "each look that said nothing took so long that it stands alone": [
      [
        { at: 10, status: "degraded", previousUntil: null },
        { at: 450, status: "unknown", previousUntil: 10 },
        { at: 900, status: "unknown", previousUntil: 450 },
      ],
      900,
    ],
    "nothing was ever seen": [[{ at: 900, status: "unknown", previousUntil: null }], 900],
    "no look has ended for long": [[{ at: 10, status: "degraded", previousUntil: null }], 600],
  };

  it.each(Object.entries(unseen))("is blind when %s", (_, [looks, lastSampleAt]) => {
    expect(longAfter(looks, lastSampleAt)).toEqual({ do: "end", reason: "blind" });
  });

  it.each(Object.entries(unseen))("waits for a look that may be under way when %s", (_, [looks, lastSampleAt]) => {
    expect(atTheHorizon(looks, lastSampleAt)).toEqual({ do: "wait", until: 11_000 });
  });

  it("is not blind when a look that ended late still found the cluster unwell", () => {
    const looks: Look[] = [{ at: 10, status: "degraded", previousUntil: null }];
    expect(decideAt(1_400, looks, { lastSampleAt: 1_390 })).toEqual({ do: "end", reason: "horizon" });
  });

  it("is blind when the cluster was found well after the horizon and unseen for long before it", () => {
    const wellSince = (unwellUntil: number): Look[] => [
      { at: 10, status: "degraded", previousUntil: null },
      { at: 1_390, status: "healthy", previousUntil: unwellUntil },
    ];
    expect(decideAt(1_400, wellSince(600), { lastSampleAt: 1_390 })).toEqual({ do: "end", reason: "blind" });
    expect(decideAt(1_400, wellSince(900), { lastSampleAt: 1_390 })).toEqual({ do: "end", reason: "horizon" });
  });

  it("is not blind for a short look away", () => {
    const looks = [
      { at: 10, status: "degraded" as const, previousUntil: null },
      { at: 900, status: "unknown" as const, previousUntil: 800 },
    ];
    expect(atTheHorizon(looks, 900)).toEqual({ do: "end", reason: "horizon" });
  });
});

describe("a recovery from a fault that never showed", () => {
  const ticket = (status: Ticket["status"]): TrialEvent => ({
    type: "ticket.opened",
    at: 20,
    data: { ticket: { ...blank, status, held: status === "acknowledged" }, concerns: true, early: false },
  });
  const healthy: Look[] = [{ at: 10, status: "healthy", previousUntil: null }];

  it("is measured once nobody is at work any more", () => {
    const decision = decideAt(600, healthy, { lastSampleAt: 590, more: [ticket("resolved")] });
    expect(decision).toEqual({ do: "measure" });
  });

  it("waits for the claim of whoever is at work, as any other recovery does", () => {
    const decision = decideAt(600, healthy, { lastSampleAt: 590, more: [ticket("acknowledged")] });
    expect(decision).toMatchObject({ do: "wait" });
  });
});

describe("a fault that shows no symptom in its time", () => {
  it("had no effect, if the cluster was seen to be well", () => {
    const decision = decideAt(600, [{ at: 10, status: "healthy", previousUntil: null }], { lastSampleAt: 590 });
    expect(decision).toEqual({ do: "end", reason: "no_effect" });
  });

  it("may have had one while nothing could be seen", () => {
    const blind: Look[] = [
      { at: 10, status: "healthy", previousUntil: null },
      { at: 300, status: "unknown", previousUntil: 10 },
    ];
    expect(decideAt(600, blind, { lastSampleAt: 590 })).toEqual({ do: "wait", until: 1_000 });
    expect(decideAt(600, [], { lastSampleAt: -50 })).toEqual({ do: "wait", until: 1_000 });
  });
});
