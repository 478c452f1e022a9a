import { describe, expect, it } from "vitest";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();
const nodeOf = ({ plan }: TestFault) => (plan as { node: string }).node;

describe("standby_diverged", () => {
  it("is never a second primary on the way, not even for a moment", async () => {
    const fault = await TestFault.planned(at(), "standby_diverged");
    let done = false;
    const seen: string[] = [];
    const watching = (async () => {
      while (!done) seen.push(...(await at().cluster.observe(at().context())).problems.map(({ key }) => key));
    })();
    await fault.inject();
    done = true;
    await watching;
    expect(seen).toContain(`node_down:${nodeOf(fault)}`);
    expect(seen).not.toContain("multiple_primaries");
    await fault.cleanup();
    await at().untilHealthy();
  });

  it.each([60, 300, 600])("is cleaned up when its injection was cut short after %i ms", async (ms) => {
    const fault = await TestFault.planned(at(), "standby_diverged");
    await fault.inject(AbortSignal.timeout(ms)).catch(() => undefined);
    await fault.cleanup();
    await at().untilHealthy();
    expect(await fault.lost()).toEqual([]);
  });

  it("remains after another standby took over, and is cleaned up from that one", async () => {
    const fault = await TestFault.planned(at(), "standby_diverged");
    await fault.inject();
    const node = nodeOf(fault);
    const { cluster } = at();
    const successor = cluster.nodes.find((name) => name !== node && name !== "n1") ?? "";
    await cluster.admin({ verb: "promote", node: successor }, at().context());
    await cluster.admin({ verb: "rebuild", node: "n1", args: [successor] }, at().context());
    await cluster.admin({ verb: "follow", node, args: [successor] }, at().context());
    expect(await fault.recovers(0)).toBe(false);
    expect(await fault.inForce()).toBe("present");
    await fault.cleanup();
    await at().untilHealthy();
    expect((await cluster.roles(at().context())).primaries).toEqual([successor]);
    await fault.leave();
  });
});

describeChaosType("standby_diverged");
