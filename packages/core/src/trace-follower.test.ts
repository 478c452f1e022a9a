import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { silentLogger } from "./context.js";
import { EventLog } from "./event-log.js";
import { recordOf } from "./fold.js";
import { MemoryRecorder } from "./testing/memory-recorder.js";
import { MemoryTrace } from "./testing/memory-trace.js";
import { specOf } from "./testing/trial-fixture.js";
import { TraceFollower } from "./trace-follower.js";

/** A trace with one ticket that was given up, followed from then on; all tickets concern the fault. */
async function followed() {
  const trace = new MemoryTrace();
  const old = trace.openTicket("down:n1", { status: "diagnosed" });
  const log = await EventLog.begin({
    recorder: new MemoryRecorder(),
    campaignId: 1,
    clock: systemClock,
    started: { spec: specOf(), clusterId: "c", versions: {}, process: {} },
  });
  const mark = await trace.mark();
  const follower = new TraceFollower({ trace, mark, log, logger: silentLogger, concerns: () => true });
  const inject = () => {
    log.append("chaos.injecting", {});
    log.append("chaos.injected", { metadata: {} });
  };
  return { trace, old, follower, inject, log, record: () => recordOf(log.state) };
}

describe("following an operator's tickets", () => {
  it("takes a remembered row for opened when it is open, and not when it merely changes while closed", async () => {
    const { trace, old, follower, inject, record } = await followed();
    inject();
    trace.updateTicket(old, { status: "resolved" });
    await follower.read();
    expect(record().ticketCreatedAt).toBeNull();
    trace.updateTicket(old, { status: "open" });
    await follower.read();
    expect(record().ticketCreatedAt).not.toBeNull();
  });

  it("takes a remembered row for opened when a session began on it, though it was closed again before it was read", async () => {
    const { trace, old, follower, inject, record } = await followed();
    inject();
    trace.updateTicket(old, { status: "acknowledged" });
    const session = trace.startSession(old);
    trace.updateTicket(old, { status: "diagnosed", diagnosis: "given up again" });
    trace.endSession(session, "escalated");
    await follower.read();
    expect(record()).toMatchObject({ claim: "escalated" });
    expect(record().ticketCreatedAt).not.toBeNull();
  });

  it("keeps counting a false alarm whose row is opened again after the fault", async () => {
    const { trace, follower, inject, record } = await followed();
    const early = trace.openTicket("down:n2");
    await follower.read();
    trace.updateTicket(early, { status: "resolved" });
    await follower.read();
    inject();
    trace.updateTicket(early, { status: "open" });
    await follower.read();
    expect(record().falseTickets).toBe(1);
    expect(record().ticketCreatedAt).not.toBeNull();
  });

  it("keeps the time of the detection when the ticket is opened again after a relapse", async () => {
    const { trace, follower, inject, record } = await followed();
    inject();
    const ticket = trace.openTicket("down:n2");
    await follower.read();
    const { detectedAfterMs } = record();
    trace.updateTicket(ticket, { status: "resolved" });
    await follower.read();
    await systemClock.sleep(5);
    trace.updateTicket(ticket, { status: "open" });
    await follower.read();
    expect(detectedAfterMs).not.toBeNull();
    expect(record().detectedAfterMs).toBe(detectedAfterMs);
  });
});
