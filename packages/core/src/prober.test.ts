import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { silentLogger } from "./context.js";
import { EventLog } from "./event-log.js";
import { Prober } from "./prober.js";
import { acknowledgedValues } from "./probe-windows.js";
import { seededRandom } from "./random.js";
import { FakeCluster } from "./testing/fake-subject.js";
import { MemoryRecorder } from "./testing/memory-recorder.js";
import { specOf } from "./testing/trial-fixture.js";

async function probing(probe: (n: number) => Promise<void>, forMs: number, outstanding = 8) {
  const cluster = Object.assign(new FakeCluster("c", new Map()), { probe });
  const log = await EventLog.begin({
    recorder: new MemoryRecorder(),
    campaignId: 1,
    clock: systemClock,
    started: { spec: specOf(), clusterId: "c", versions: {}, process: {} },
  });
  const surroundings = { clusterId: "c", random: seededRandom("s"), clock: systemClock, log: silentLogger };
  const timing = { probeMs: 20, probeTimeoutMs: 150, probeOutstanding: outstanding };
  const prober = new Prober({ cluster, log, surroundings, timing });
  prober.start();
  await systemClock.sleep(forMs);
  await prober.stop();
  return log.state.windows;
}

describe("probing", () => {
  it("keeps its schedule however slow the answers are", async () => {
    const sent: number[] = [];
    const windows = await probing(async (n) => {
      sent.push(n);
      await systemClock.sleep(100);
    }, 400);
    expect(sent.length).toBeGreaterThanOrEqual(15);
    expect(acknowledgedValues(windows)).toEqual(sent);
    expect(Math.min(...windows.flatMap(({ latencies }) => latencies))).toBeGreaterThanOrEqual(95);
  });

  it("counts a probe without a free place as failed, without sending it", async () => {
    const sent: number[] = [];
    const windows = await probing(
      async (n) => {
        sent.push(n);
        await systemClock.sleep(120);
      },
      300,
      1,
    );
    const failed = windows.flatMap((window) => window.failed);
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.some((n) => sent.includes(n))).toBe(false);
  });

  it("fails a probe that takes longer than its timeout", async () => {
    const windows = await probing(() => new Promise(() => undefined), 100);
    expect(windows.flatMap(({ failed }) => failed)).toContain(1);
    expect(windows.flatMap(({ latencies }) => latencies)).toEqual([]);
  });

  it("counts latency from the scheduled time when the harness itself was late", async () => {
    let blocked = false;
    const windows = await probing(async () => {
      if (blocked) return;
      blocked = true;
      const until = performance.now() + 100;
      while (performance.now() < until);
    }, 200);
    expect(Math.max(...windows.flatMap(({ latencies }) => latencies.slice(1)))).toBeGreaterThan(50);
  });
});
