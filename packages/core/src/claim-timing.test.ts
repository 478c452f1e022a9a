import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { silentLogger } from "./context.js";
import { EventLog } from "./event-log.js";
import type { TrialEvent } from "./events.js";
import { foldTrial } from "./fold.js";
import { HealthWatch } from "./health-watch.js";
import { seededRandom } from "./random.js";
import type { Ticket } from "./subject.js";
import { FakeCluster } from "./testing/fake-subject.js";
import { MemoryRecorder } from "./testing/memory-recorder.js";
import { specOf } from "./testing/trial-fixture.js";

const started = { spec: specOf({ timing: { holdMs: 100 } }), clusterId: "c", versions: {}, process: {} };

describe("a look that takes time", () => {
  /** Broken at 100, claimed at 500, and a look at the cluster that ends at 600, having begun when it is said. */
  function claimCorrect(lookedFrom: number) {
    const ticket: Ticket = {
      id: 1,
      key: "down",
      invariant: "down",
      target: null,
      status: "resolved",
      held: true,
      message: "",
      severity: "critical",
      diagnosis: null,
      firstSeenAt: null,
      resolvedAt: null,
      createdAt: null,
    };
    const session = {
      id: 1,
      sessionId: "s",
      ticketId: 1,
      status: "resolved",
      startedAt: null,
      endedAt: null,
      outcome: null,
    };
    const degraded = { status: "degraded" as const, problems: [] };
    const events: TrialEvent[] = [
      { type: "trial.started", at: 0, data: { ...started, startedAt: "2026-01-01T00:00:00.000Z" } },
      { type: "chaos.injecting", at: 100, data: {} },
      { type: "chaos.injected", at: 110, data: { metadata: {} } },
      {
        type: "cluster.observed",
        at: 120,
        data: { ...degraded, previousUntil: null, lookedFrom: 115, previousLookedFrom: null },
      },
      { type: "ticket.opened", at: 500, data: { ticket, concerns: true, early: false } },
      { type: "operator.session", at: 500, data: session },
      {
        type: "cluster.observed",
        at: 600,
        data: { ...degraded, previousUntil: 400, lookedFrom, previousLookedFrom: 390 },
      },
      {
        type: "cluster.observed",
        at: 700,
        data: { status: "healthy", problems: [], previousUntil: 600, lookedFrom: 690, previousLookedFrom: lookedFrom },
      },
      { type: "watch.ended", at: 900, data: { reason: "recovered", lastSampleAt: 900, inForce: null } },
      { type: "trial.ended", at: 910, data: {} },
    ];
    return foldTrial(events).claimCorrect;
  }

  it("says nothing against a claim made while it was under way", () => {
    expect(claimCorrect(490)).toBe(true);
  });

  it("refutes a claim that was made before it began", () => {
    expect(claimCorrect(510)).toBe(false);
  });

  it("is recorded with its beginning", async () => {
    class SlowCluster extends FakeCluster {
      override async observe() {
        await systemClock.sleep(60);
        return { status: "healthy" as const, problems: [] };
      }
    }
    const recorder = new MemoryRecorder();
    const log = await EventLog.begin({ recorder, campaignId: 1, clock: systemClock, started });
    const surroundings = { clusterId: "c", random: seededRandom("s"), clock: systemClock, log: silentLogger };
    const watch = new HealthWatch({ cluster: new SlowCluster("c", new Map()), log, surroundings, intervalMs: 1_000 });
    const sampled = new Promise<void>((resolve) => watch.subscribe(resolve));
    watch.start();
    await sampled;
    await watch.stop();
    await log.durable();
    const [look] = recorder.eventsOf(1).filter((event) => event.type === "cluster.observed");
    expect(look!.data.lookedFrom).toBeLessThan(look!.at - 30);
    expect(look!.data.previousLookedFrom).toBeNull();
  });
});
