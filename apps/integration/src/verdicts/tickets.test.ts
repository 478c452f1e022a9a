import type { Ticket } from "@eval/core";
import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { scripted, standing } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

describe("which ticket", () => {
  const stage = onStage();

  it("a row that is reopened by an UPDATE after the fault is this trial's", async () => {
    await using standingBy = standing("escalatesAgainAndAgain", stage().folder);
    const { operator } = standingBy;
    // It runs on between the trials, sees the reset too, and must see it over before the next fault.
    const timing = { ...untilHorizon, quietMinMs: 1_500, quietMaxMs: 1_500 };
    const first = await stage().trial({ operator, timing });
    const second = await stage().trial({ operator, timing });
    for (const { trial } of [first, second]) {
      expect(trial).toMatchObject({
        outcome: "failure",
        outcomeCode: "escalated",
        claim: "escalated",
        falseTickets: 0,
      });
      expect(trial.detectedAfterMs).toBeGreaterThan(0);
    }
    expect(second.the("ticket.opened").data.ticket.id).toBe(first.the("ticket.opened").data.ticket.id);
  });

  it("a resolved ticket of the trial before is not this trial's", async () => {
    await using standingBy = standing("repairsAndClaims", stage().folder);
    const { operator } = standingBy;
    const first = await stage().trial({ operator });
    const second = await stage().trial({ operator, timing: untilHorizon });
    expect(first.trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true });
    expect(second.trial).toMatchObject({ outcome: "timeout", claim: null, ticketCreatedAt: null, resolvedAt: null });
    expect(second.trial.commands).toEqual([]);
  });

  it("a row of the trial before that merely changes, without being reopened, says nothing of this fault", async () => {
    await using standingBy = standing("closesOldTicketNextTime", stage().folder);
    const { operator } = standingBy;
    const first = await stage().trial({ operator, timing: untilHorizon });
    const second = await stage().trial({ operator, timing: untilHorizon });
    expect(first.trial).toMatchObject({ outcome: "failure", outcomeCode: "escalated" });
    expect(second.trial).toMatchObject({ outcome: "timeout", claim: null, ticketCreatedAt: null, falseTickets: 0 });
  });

  it("the claim is complete only when all tickets that concern the fault are resolved", async () => {
    const { trial } = await stage().trial({ operator: scripted("repairsOneOfTwo"), subject: concerning(() => true) });
    expect(trial).toMatchObject({ outcome: "success", claim: null, resolvedAt: null, otherTickets: 0 });
    expect(trial.detectedAfterMs).toBeGreaterThan(0);
  });

  it("a ticket that concerns something else is counted apart, and neither detects nor holds up the claim", async () => {
    const subject = concerning(({ invariant }) => invariant === "node_down");
    const seen = await stage().trial({ operator: scripted("repairsOneOfTwo"), subject });
    expect(seen.trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true });
    expect(seen.trial).toMatchObject({ otherTickets: 1, falseTickets: 0 });
    const [other, own] = seen.all("ticket.opened");
    expect(other?.data).toMatchObject({ concerns: false, ticket: { key: "disk_full:elsewhere" } });
    expect(seen.trial.detectedAfterMs).toBeCloseTo((own?.at ?? 0) - seen.the("chaos.injecting").at, 0);
  });

  it("a monitor that closes its own ticket because the symptom went away claims nothing", async () => {
    const seen = await stage().trial({ chaos: "node_blip", operator: scripted("monitorsOnly") });
    expect(seen.all("ticket.changed").at(-1)?.data.ticket.status).toBe("resolved");
    expect(seen.trial).toMatchObject({ outcome: "success", claim: null, claimCorrect: null, resolvedAt: null });
    expect(seen.trial.detectedAfterMs).toBeGreaterThan(0);
  });

  /** The subject, of which every chaos type takes these tickets for its own. */
  function concerning(concerns: (ticket: Ticket) => boolean) {
    const { subject } = stage().plugin;
    const own = (_plan: unknown, ticket: Ticket) => concerns(ticket);
    const chaos = Object.entries(subject.chaos).map(([name, type]) => [name, { ...type, concerns: own }] as const);
    return { ...subject, chaos: Object.fromEntries(chaos) };
  }
});
