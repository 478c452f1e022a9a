import { describe, expect, it } from "vitest";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();

describe("slot_retention", () => {
  it("is cleaned up when nothing but the slot was made", async () => {
    const fault = await TestFault.planned(at(), "slot_retention");
    const create = "SELECT pg_create_physical_replication_slot('branch_office', true)";
    await at().cluster.sql("n1", create, at().context());
    await fault.cleanup();
    const slots = await at().cluster.sql("n1", "SELECT slot_name FROM pg_replication_slots", at().context());
    expect(slots).toEqual([]);
  });

  it("is absent from a primary that took over without the slot", async () => {
    const fault = await TestFault.planned(at(), "slot_retention");
    await fault.inject();
    const { cluster } = at();
    await cluster.admin({ verb: "promote", node: "n2" }, at().context());
    await cluster.admin({ verb: "follow", node: "n3", args: ["n2"] }, at().context());
    expect(await fault.inForce()).toBe("present");
    await cluster.admin({ verb: "rebuild", node: "n1", args: ["n2"] }, at().context());
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    await at().untilHealthy();
    await fault.leave();
  });
});

describeChaosType("slot_retention");
