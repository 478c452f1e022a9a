import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const at = useCluster();

describe("replay_paused", () => {
  it("keeps clients from reading what they wrote where all standbys are paused, and only there", async () => {
    const one = await TestFault.planned(at(), "replay_paused", { standbys: "one" });
    await one.inject();
    await at().cluster.probe(10, at().context());
    const all = await TestFault.planned(at(), "replay_paused", { standbys: "all" });
    await all.inject();
    await expect(at().cluster.probe(11, at().context({ ms: 1000 }))).rejects.toThrow("All promises were rejected");
    expect(await one.inForce()).toBe("present");
    await one.cleanup();
    expect(await all.inForce()).toBe("partial");
    await at().cluster.probe(12, at().context());
    await all.cleanup();
    await at().untilHealthy();
    expect(await at().cluster.lost([10, 11, 12], at().context())).toEqual([]);
  });

  it("is forgotten by a standby that was promoted", async () => {
    const fault = await TestFault.planned(at(), "replay_paused", { standbys: "one" });
    await fault.inject();
    const [node = ""] = (fault.plan as { nodes: string[] }).nodes;
    await at().cluster.admin({ verb: "promote", node }, at().context());
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    await fault.leave();
  });

  it("leaves no trace of the harness in the supervisor's log", async () => {
    const log = join(at().cluster.layout.logs, "supervisor.log");
    const fault = await TestFault.planned(at(), "replay_paused");
    const before = await readFile(log, "utf8");
    await fault.inject();
    await fault.inForce();
    await fault.cleanup();
    expect(await readFile(log, "utf8")).toBe(before);
    await fault.execute([fault.briefing.commands["reload"]?.command.replace("{node}", "n1") ?? ""]);
    expect(await readFile(log, "utf8")).not.toBe(before);
  });
});

describeChaosType("replay_paused");
