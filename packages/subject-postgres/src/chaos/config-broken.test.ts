import { describe, expect, it } from "vitest";
import { itIsCaught } from "./catches.test.fixture.js";
import { configBroken } from "./config-broken.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const name = "config_broken";

describe("config_broken", () => {
  const made = useCluster();

  itIsCaught(made, name, {
    remaining: { keep_the_least: "setting_archive_mode:n2", remove_node: "node_missing:n2", rebuild: "node_down:n2" },
  });

  it("comes back as a standby when it was the primary, and another one was promoted meanwhile", async () => {
    await made().reset();
    const fault = await TestFault.planned(made(), name, { role: "primary" });
    const metadata = await fault.inject();
    await fault.execute(fault.wrongFix(metadata, "fail_over"));
    const problems = await made().until((present) => present.length === 1);
    expect(problems.map(({ key }) => key)).toEqual(["node_down:n1"]);
    expect(await fault.inForce()).toBe("present");
    await fault.cleanup();
    await made().untilHealthy();
    expect((await made().cluster.roles(made().context())).primaries).toEqual(["n2"]);
    expect(await fault.lost()).toEqual([]);
  });

  it.each(["more_memory", "keep_more_log", "log_the_client"] as const)(
    "keeps a primary down by the edit %s",
    async (edit) => {
      await made().reset();
      const fault = await TestFault.planned(made(), name, { role: "primary" });
      const plan = { role: "primary" as const, node: "n1", edit, unaffected: [] };
      const metadata = await configBroken.inject(made().cluster, plan, made().context());
      expect(metadata["said"]).toContain("did not start");
      expect(await fault.inForce()).toBe("present");
      const ends = await fault.execute(configBroken.remedy(plan, metadata, fault.briefing));
      expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      await made().untilHealthy();
    },
  );
});

describeChaosType("config_broken", { standby: { role: "standby" }, primary: { role: "primary" } });
