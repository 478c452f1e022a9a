import { systemClock } from "@eval/core";
import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { scripted } from "../testing/scripted-operator.js";
import type { Seen } from "../testing/seen.js";

const hourMs = 3_600_000;

describe("clocks", () => {
  const stage = onStage();

  it.for(["America/Los_Angeles", "Asia/Kolkata"])(
    "an operator that writes local time in %s is timed rightly",
    async (zone) => {
      const seen = await stage().trial({ operator: scripted("repairsAndClaims", { env: { TZ: zone } }) });
      expect(seen.trial).toMatchObject({ outcome: "success", claimCorrect: true, clockOffsetMs: 0 });
      expect(seen.the("operator.clock").data.offsetMs).not.toBe(0);
      expectInOrder(seen);
      // The operator's own times, normalised, stand where the harness's stand.
      const { firstSeenAt } = seen.the("ticket.opened").data.ticket;
      expect(distanceMs(firstSeenAt, seen.trial.ticketCreatedAt)).toBeLessThan(2_000);
      const { resolvedAt } = seen.all("ticket.changed").at(-1)!.data.ticket;
      expect(distanceMs(resolvedAt, seen.trial.resolvedAt)).toBeLessThan(2_000);
      const [command] = seen.trial.commands;
      expect(command?.timestamp).toMatch(/Z$/);
      expect(distanceMs(command?.timestamp, seen.trial.ticketCreatedAt)).toBeLessThan(2_000);
    },
  );

  it("a difference of seconds between the clocks is reported, and moves neither detection nor claim", async () => {
    const aheadMs = 60_000;
    const operator = scripted("repairsAndClaims", { env: { CLOCK_AHEAD_MS: String(aheadMs) } });
    const seen = await stage().trial({ operator });
    expect(seen.trial).toMatchObject({ outcome: "success", claimCorrect: true });
    // Beside it stands SQLite's clock, in whole seconds.
    expect(Math.abs((seen.trial.clockOffsetMs ?? 0) - aheadMs)).toBeLessThanOrEqual(2_000);
    expectInOrder(seen);
    const { firstSeenAt } = seen.the("ticket.opened").data.ticket;
    expect(distanceMs(firstSeenAt, seen.trial.ticketCreatedAt)).toBeGreaterThan(aheadMs / 2);
  });

  it.for([hourMs, -hourMs])("durations survive steps of the wall clock by %i ms", async (stepMs) => {
    let readings = 0;
    // Whoever reads it a second time is an hour off, and a third time two.
    const clock = { ...systemClock, wall: () => new Date(Date.now() + stepMs * readings++) };
    const seen = await stage().trial({ operator: scripted("repairsAndClaims"), clock });
    expect(seen.trial).toMatchObject({ outcome: "success", claimCorrect: true });
    expectInOrder(seen);
    for (const ms of [seen.trial.detectedAfterMs, seen.trial.resolvedAfterMs, seen.trial.recoveredAfterMs]) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(hourMs / 2);
    }
    expect(distanceMs(seen.trial.startedAt, seen.trial.endedAt)).toBeLessThan(hourMs / 2);
  });
});

function expectInOrder({ trial }: Seen): void {
  const { startedAt, chaosInjectedAt, ticketCreatedAt, resolvedAt, endedAt } = trial;
  const times = [startedAt, chaosInjectedAt, ticketCreatedAt, resolvedAt, endedAt].map((time) =>
    Date.parse(time ?? ""),
  );
  expect(times).not.toContain(NaN);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
}

function distanceMs(one: string | null | undefined, other: string | null | undefined): number {
  return Math.abs(Date.parse(one ?? "") - Date.parse(other ?? ""));
}
