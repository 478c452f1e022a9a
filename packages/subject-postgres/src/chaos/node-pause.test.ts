import { describe, expect, it } from "vitest";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();

describe("node_pause of the primary", () => {
  it("outlives whoever injected it", async () => {
    const fault = await TestFault.planned(at(), "node_pause", { role: "primary" });
    await fault.injectElsewhere("node_pause");
    expect(await fault.inForce()).toBe("present");
    await fault.cleanup();
    await at().untilHealthy();
  });

  it("is cleaned up beside a node that was promoted meanwhile, without a second primary", async () => {
    const fault = await TestFault.planned(at(), "node_pause", { role: "primary" });
    await fault.inject();
    const { cluster } = at();
    await cluster.admin({ verb: "promote", node: "n2" }, at().context());
    await cluster.admin({ verb: "follow", node: "n3", args: ["n2"] }, at().context());
    await fault.cleanup();
    await at().untilHealthy();
    expect(await cluster.roles(at().context())).toEqual({ primaries: ["n2"], standbys: ["n1", "n3"] });
    await fault.leave();
  });

  it("is absent once the node was rebuilt, and its clean-up leaves the new server alone", async () => {
    const fault = await TestFault.planned(at(), "node_pause", { role: "standby" });
    await fault.inject();
    const node = (fault.plan as { node: string }).node;
    await at().cluster.admin({ verb: "rebuild", node }, at().context());
    expect(await fault.inForce()).toBe("absent");
    const { pid } = await at().cluster.inspectNode(node, at().context());
    await fault.cleanup();
    expect((await at().cluster.inspectNode(node, at().context())).pid).toBe(pid);
    await at().untilHealthy();
  });
});

describeChaosType("node_pause", { standby: { role: "standby" }, primary: { role: "primary" } });
