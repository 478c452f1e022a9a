import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { silentLogger, withDeadline } from "./context.js";
import { seededRandom } from "./random.js";

const surroundings = { clusterId: "c", random: seededRandom("s"), clock: systemClock, log: silentLogger };

describe("a deadline", () => {
  it("rejects a call that ignores its signal", async () => {
    const call = withDeadline(surroundings, { doing: "sleeping", ms: 20 }, () => new Promise(() => undefined));
    await expect(call).rejects.toMatchObject({ code: "deadline_exceeded", details: { doing: "sleeping" } });
  });

  it("waits for an aborted call to put its things in order, but not for ever", async () => {
    const order: string[] = [];
    const tidy = withDeadline(surroundings, { doing: "creating", ms: 20, settleMs: 1_000 }, async ({ signal }) => {
      await systemClock.sleep(1_000, signal).catch(() => undefined);
      await systemClock.sleep(30);
      order.push("settled");
    });
    await expect(tidy).rejects.toMatchObject({ code: "deadline_exceeded" });
    expect(order).toEqual(["settled"]);

    const untidy = withDeadline(
      surroundings,
      { doing: "creating", ms: 20, settleMs: 20 },
      () => new Promise(() => undefined),
    );
    await expect(untidy).rejects.toMatchObject({ code: "deadline_exceeded" });
  });

  it("passes on an abort from outside, with its reason", async () => {
    const controller = new AbortController();
    const call = withDeadline({ ...surroundings, signal: controller.signal }, { doing: "x", ms: 5_000 }, ({ signal }) =>
      systemClock.sleep(5_000, signal),
    );
    controller.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
  });

  it("tells how much time is left", async () => {
    const left = await withDeadline(surroundings, { doing: "x", ms: 1_000 }, async (context) => context.remainingMs());
    expect(left).toBeGreaterThan(500);
    expect(left).toBeLessThanOrEqual(1_000);
  });
});
