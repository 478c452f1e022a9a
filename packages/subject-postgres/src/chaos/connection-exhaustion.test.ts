import { describe, expect, it } from "vitest";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();

describe("connection_exhaustion", () => {
  it("keeps clients out, and outlives whoever injected it", async () => {
    const fault = await TestFault.planned(at(), "connection_exhaustion");
    await fault.injectElsewhere("connection_exhaustion");
    await expect(at().cluster.probe(9, at().context({ ms: 2000 }))).rejects.toThrow(/connection slots/);
    expect(await fault.inForce()).toBe("present");
    await fault.cleanup();
    await at().untilHealthy();
    await at().cluster.probe(9, at().context());
  });

  it("is measured on whichever node is the primary", async () => {
    const fault = await TestFault.planned(at(), "connection_exhaustion");
    await fault.inject();
    const { cluster } = at();
    await cluster.admin({ verb: "promote", node: "n2" }, at().context());
    expect(await fault.inForce()).toBe("present");
    await cluster.admin({ verb: "follow", node: "n3", args: ["n2"] }, at().context());
    await cluster.admin({ verb: "rebuild", node: "n1", args: ["n2"] }, at().context());
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    expect(await cluster.heldClients("report-server")).toEqual([]);
    await at().untilHealthy();
    await fault.leave();
  });

  it("leaves no program behind when its injection is cut short and cleaned up", async () => {
    const fault = await TestFault.planned(at(), "connection_exhaustion");
    await fault.inject(AbortSignal.timeout(150)).catch(() => undefined);
    await fault.cleanup();
    expect(await at().cluster.heldClients("report-server")).toEqual([]);
    await at().untilHealthy();
  });
});

describeChaosType("connection_exhaustion");
