import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { EventLog } from "./event-log.js";
import { MemoryRecorder } from "./testing/memory-recorder.js";
import { specOf } from "./testing/trial-fixture.js";

function begin(recorder: MemoryRecorder) {
  const started = { spec: specOf(), clusterId: "c", versions: {}, process: {} };
  return EventLog.begin({ recorder, campaignId: 1, clock: systemClock, started });
}

class SlowRecorder extends MemoryRecorder {
  batches: number[] = [];
  override async append(...[trialId, events]: Parameters<MemoryRecorder["append"]>): Promise<void> {
    this.batches.push(events.length);
    await systemClock.sleep(20);
    await super.append(trialId, events);
  }
}

describe("the event log", () => {
  it("records events in order and lets those that wait together share a write", async () => {
    const recorder = new SlowRecorder();
    const log = await begin(recorder);
    log.append("quiet.began", { forMs: 1 });
    const first = log.durable();
    log.append("quiet.began", { forMs: 2 });
    log.append("quiet.began", { forMs: 3 });
    await Promise.all([first, log.durable()]);
    expect(recorder.batches).toEqual([1, 2]);
    const forMs = recorder.eventsOf(1).flatMap((event) => (event.type === "quiet.began" ? [event.data.forMs] : []));
    expect(forMs).toEqual([1, 2, 3]);
  });

  it("records an event that nobody waits for", async () => {
    const recorder = new MemoryRecorder();
    const log = await begin(recorder);
    log.append("quiet.began", { forMs: 1 });
    await systemClock.sleep(50);
    expect(recorder.eventsOf(1)).toHaveLength(2);
  });

  it("writes nothing more after a write that failed, and says so to whoever waits", async () => {
    class Failing extends MemoryRecorder {
      broken = true;
      override async append(...args: Parameters<MemoryRecorder["append"]>): Promise<void> {
        if (this.broken) throw new Error("disk full");
        await super.append(...args);
      }
    }
    const recorder = new Failing();
    const log = await begin(recorder);
    log.append("quiet.began", { forMs: 1 });
    await expect(log.durable()).rejects.toThrow("disk full");
    recorder.broken = false;
    log.append("quiet.began", { forMs: 2 });
    await expect(log.durable()).rejects.toThrow("disk full");
    expect(recorder.eventsOf(1)).toHaveLength(1);
  });

  it("never lets offsets run backwards", async () => {
    const recorder = new MemoryRecorder();
    const log = await begin(recorder);
    for (let n = 0; n < 50; n++) log.append("quiet.began", { forMs: n });
    await log.durable();
    const offsets = recorder.eventsOf(1).map(({ at }) => at);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });
});
