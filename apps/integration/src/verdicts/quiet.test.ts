import { openOperatorTrace } from "@eval/operator-db";
import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { scripted, standing } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

const quiet = { quietMinMs: 2_500, quietMaxMs: 2_500 };

describe("quiet before the fault", () => {
  const stage = onStage();

  it.for([
    ["an open ticket", "holdsTicket", "ticket", /ticket 1 \(disk_full:n3\) is open/],
    ["a running session", "holdsSession", "session", /session \S+ is running/],
  ] as const)(
    "an operator with %s is not quiet: invalid, naming the row, and nothing is broken",
    async ([, script, kind, row]) => {
      await using busy = standing(script, stage().folder);
      await busy.ready;
      const seen = await stage().trial({ operator: busy.operator, timing: { quietWaitMs: 500 } });
      expect(seen.trial).toMatchObject({
        outcome: "invalid",
        outcomeCode: "operator_not_quiet",
        chaosInjectedAt: null,
      });
      const { message, details } = seen.the("trial.failed").data;
      expect(message).toMatch(row);
      expect(details["busy"]).toMatchObject([{ kind, id: 1 }]);
      expect(seen.all("chaos.planned")).toEqual([]);
    },
  );

  it("the fault waits, within a deadline, until the operator is quiet", async () => {
    await using busy = standing("settlesDown", stage().folder);
    await busy.ready;
    const { trial } = await stage().trial({ operator: busy.operator, timing: untilHorizon });
    await using trace = await openOperatorTrace(busy.operatorDb);
    const { tickets } = await trace.since({ tickets: {}, maxSessionId: 0, maxEntryId: 0, busy: [] });
    expect(trial.outcome).toBe("timeout");
    expect(Date.parse(tickets[0]?.resolvedAt ?? "")).toBeLessThanOrEqual(Date.parse(trial.chaosInjectedAt ?? ""));
    // What was settled before the watch began is nobody's alarm.
    expect(trial).toMatchObject({ falseTickets: 0, ticketCreatedAt: null, claim: null });
  });

  it("the quiet period's length is drawn from the seed, within its bounds, and the operator watches meanwhile", async () => {
    const bounds = { quietMinMs: 200, quietMaxMs: 1_500 };
    const sham = (seed: string) => stage().trial({ chaos: null, seed, timing: { ...bounds, horizonMs: 100 } });
    const [first, again, other] = [await sham("a"), await sham("a"), await sham("b")];
    const { forMs } = first.the("quiet.began").data;
    expect(forMs).toBeGreaterThanOrEqual(200);
    expect(forMs).toBeLessThanOrEqual(1_500);
    expect(again.the("quiet.began").data.forMs).toBe(forMs);
    expect(other.the("quiet.began").data.forMs).not.toBe(forMs);
    expect(first.the("chaos.injecting").at - first.the("quiet.began").at).toBeGreaterThanOrEqual(forMs);
  });

  it("a ticket of the quiet period is a false alarm, and never a detection or a claim", async () => {
    const seen = await stage().trial({ operator: scripted("alarmsTooEarlyAndRepairs"), timing: quiet });
    expect(seen.the("ticket.opened").data).toMatchObject({ early: true, concerns: false });
    expect(seen.trial).toMatchObject({ outcome: "success", healedBy: "operator" });
    expect(seen.trial).toMatchObject({ falseTickets: 1, ticketCreatedAt: null, detectedAfterMs: null, claim: null });
  });

  it("a false alarm whose row is opened again after the fault is still counted, and the second opening detects", async () => {
    const seen = await stage().trial({
      operator: scripted("alarmsTwiceOnOneRow"),
      timing: { ...quiet, ...untilHorizon },
    });
    expect(seen.all("ticket.opened").map(({ data }) => [data.ticket.id, data.early])).toEqual([
      [1, true],
      [1, false],
    ]);
    expect(seen.trial).toMatchObject({ falseTickets: 1, otherTickets: 0 });
    expect(seen.trial.detectedAfterMs).toBeGreaterThan(0);
  });
});

describe("shams", () => {
  const stage = onStage();

  it("break nothing and last as long", async () => {
    const seen = await stage().trial({ chaos: null, operator: scripted("monitorsOnly"), timing: { horizonMs: 2_000 } });
    expect(seen.trial).toMatchObject({ chaosType: "none", outcome: "success", falseTickets: 0, healedBy: null });
    expect(seen.all("chaos.planned")).toEqual([]);
    expect(seen.all("cluster.observed").map(({ data }) => data.status)).toEqual(["healthy"]);
    expect(seen.the("watch.ended").data.reason).toBe("horizon");
    expect(seen.watchedMs).toBeGreaterThanOrEqual(2_000);
  });

  it("an operator that alarms all the time gets false tickets and no detection", async () => {
    const operator = scripted("alarmsAllTheTime");
    const { trial } = await stage().trial({ chaos: null, operator, timing: { horizonMs: 3_000 } });
    expect(trial.falseTickets).toBeGreaterThanOrEqual(3);
    expect(trial).toMatchObject({ ticketCreatedAt: null, detectedAfterMs: null, claim: null, otherTickets: 0 });
  });

  it("an operator that harms a healthy cluster fails", async () => {
    const operator = scripted("stopsHealthyNode");
    const { trial } = await stage().trial({ chaos: null, operator, timing: { horizonMs: 3_000 } });
    expect(trial).toMatchObject({ outcome: "failure", outcomeCode: "harmed" });
  });
});
