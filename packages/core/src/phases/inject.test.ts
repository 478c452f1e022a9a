import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FakeSubject } from "../testing/fake-subject.js";
import { memoryOperator } from "../testing/memory-operator.js";
import { fakeTrial } from "../testing/trial-fixture.js";

/** A subject whose injections fail because somebody undoes them while they are measured. */
function undone() {
  const fake = new FakeSubject();
  const nodeDown = fake.subject.chaos["node_down"]!;
  const told: (() => void)[] = [];
  const inject = async () => {
    for (const tell of told) tell();
    return Promise.reject(new Error("it did not stay down"));
  };
  const injected = new Promise<void>((resolve) => told.push(resolve));
  return { fake, subject: { ...fake.subject, chaos: { node_down: { ...nodeDown, inject } } }, injected };
}

describe("an injection that fails", () => {
  it("is the merit of an operator that was faster, though it writes down what it did a little later", async () => {
    const { fake, subject, injected } = undone();
    const operator = memoryOperator("fast", async ({ trace }) => {
      await injected;
      await sleep(150);
      const ticket = trace.openTicket("down", { status: "acknowledged" });
      const session = trace.startSession(ticket);
      trace.finishCommand(trace.startCommand(session, "start n1"), 0);
      trace.updateTicket(ticket, { status: "resolved" });
      trace.endSession(session, "resolved");
    });
    const { record } = await fakeTrial({}, { fake, subject, operator });
    expect(record).toMatchObject({
      outcome: "success",
      claim: "resolved",
      chaosMetadata: { unproved: expect.any(String) },
    });
  });

  it("is invalid when the operator has done nothing", async () => {
    const { fake, subject } = undone();
    const operator = memoryOperator("idle", async () => undefined);
    const { record } = await fakeTrial({}, { fake, subject, operator });
    expect(record).toMatchObject({ outcome: "invalid", outcomeCode: "inject_failed" });
  });
});
