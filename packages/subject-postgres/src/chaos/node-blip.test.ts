import { describe, expect, it } from "vitest";
import subject from "../index.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();

describe("node_blip of the primary", () => {
  const params = { role: "primary", delay_ms: 1000 };

  it("heals although whoever injected it is gone", async () => {
    const fault = await TestFault.planned(at(), "node_blip", params);
    await fault.injectElsewhere("node_blip");
    expect(await fault.recovers(20_000)).toBe(true);
    await fault.cleanup();
    const [node] = (await at().cluster.inspect(at().context())).nodes;
    expect(node?.restartAfterMs).toBeNull();
  });

  it("refuses a delay too short for anybody to see it", () => {
    const schema = subject.chaos["node_blip"]?.params;
    expect(schema?.safeParse({ delay_ms: 50 }).success).toBe(false);
    expect(schema?.parse({})).toEqual({ role: "standby", delay_ms: 3000 });
  });
});

describeChaosType("node_blip", {
  standby: { role: "standby", delay_ms: 1500 },
  primary: { role: "primary", delay_ms: 1500 },
});
