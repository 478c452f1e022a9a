import { describe, expect, it } from "vitest";
import { claimOf, isBeingWorkedOn } from "./claim.js";
import type { OperatorSession } from "./operator.js";
import type { Ticket } from "./subject.js";

const ticket = (id: number, status: Ticket["status"]): Ticket => ({
  id,
  key: "k",
  invariant: "k",
  target: null,
  status,
  held: status === "acknowledged",
  message: "",
  severity: "critical",
  diagnosis: null,
  firstSeenAt: null,
  resolvedAt: null,
  createdAt: null,
});
const session = (ticketId: number, status: string): OperatorSession => ({
  id: ticketId,
  sessionId: `s${ticketId}`,
  ticketId,
  status,
  startedAt: null,
  endedAt: null,
  outcome: null,
});

describe("a claim", () => {
  it("is complete when every ticket is resolved and an agent's session resolved at least one", () => {
    expect(claimOf([ticket(1, "resolved"), ticket(2, "resolved")], [session(1, "resolved")])).toBe("resolved");
    expect(claimOf([ticket(1, "resolved")], [session(1, "completed")])).toBe("resolved");
    expect(claimOf([ticket(1, "resolved"), ticket(2, "open")], [session(1, "resolved")])).toBeNull();
  });

  it("is not made by a monitor that closes its own ticket", () => {
    expect(claimOf([ticket(1, "resolved")], [])).toBeNull();
    expect(claimOf([ticket(1, "resolved")], [session(2, "resolved")])).toBeNull();
    expect(claimOf([ticket(1, "resolved")], [session(1, "failed")])).toBeNull();
  });

  it("is an escalation once nothing is left to work on and something was given up", () => {
    expect(claimOf([ticket(1, "diagnosed"), ticket(2, "resolved")], [])).toBe("escalated");
    expect(claimOf([ticket(1, "diagnosed"), ticket(2, "acknowledged")], [])).toBeNull();
  });

  it("does not exist without a ticket", () => {
    expect(claimOf([], [session(1, "resolved")])).toBeNull();
  });

  it("may still come while somebody holds a ticket or a session runs", () => {
    expect(isBeingWorkedOn([ticket(1, "acknowledged")], [])).toBe(true);
    expect(isBeingWorkedOn([ticket(1, "resolved")], [session(1, "running")])).toBe(true);
    expect(isBeingWorkedOn([ticket(1, "open")], [])).toBe(false);
    expect(isBeingWorkedOn([ticket(1, "resolved")], [session(1, "resolved")])).toBe(false);
  });
});
