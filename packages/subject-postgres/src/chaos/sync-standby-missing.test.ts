import { describe, expect, it } from "vitest";
import { itIsCaught } from "./catches.test.fixture.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const name = "sync_standby_missing";
const through = "file";

describe("sync_standby_missing", () => {
  const made = useCluster();
  const admin = async (verb: string, node: string, ...args: string[]) =>
    await made().cluster.admin({ verb, node, args }, made().context());

  itIsCaught(made, name, {
    remaining: {
      cancel_waiting: "client_commit",
      terminate_waiting: "client_commit",
      asynchronous: "synchronous_standbys:n1",
      commit_locally: "client_durability",
    },
  });

  it("waits for the primary while that is down, and is gone once another node is the primary", async () => {
    await made().reset();
    const fault = await TestFault.planned(made(), name);
    await fault.inject();
    await admin("stop", "n1", "immediate");
    expect(await fault.inForce()).toBe("present");
    await admin("promote", "n2");
    await admin("follow", "n3", "n2");
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    await made().untilHealthy();
    expect(await made().cluster.roles(made().context())).toEqual({ primaries: ["n2"], standbys: ["n1", "n3"] });
  });

  it("is there in part while the primary has not read the file", async () => {
    await made().reset();
    const { cluster } = made();
    const fault = await TestFault.planned(made(), name, { through });
    const wrong = cluster.freshConfig("postgresql.conf").replace(/ANY 1 \(.*\)/, "nobody");
    await cluster.writeConfig("n1", "postgresql.conf", wrong);
    expect(await fault.inForce()).toBe("partial");
    await admin("reload", "n1");
    await expect.poll(async () => await fault.inForce()).toBe("present");
    await fault.cleanup();
    await made().untilHealthy();
  });

  it("is in force only where nobody of the cluster is waited for", async () => {
    const { cluster } = made();
    const fault = await TestFault.planned(made(), name);
    for (const names of ["FIRST 1 (n3)", "*", ""]) {
      const statements = [`ALTER SYSTEM SET synchronous_standby_names = '${names}'`, "SELECT pg_reload_conf()"];
      await cluster.sql("n1", statements, made().context());
      const now = async () => await cluster.sql("n1", "SHOW synchronous_standby_names", made().context());
      await expect.poll(now).toEqual([{ synchronous_standby_names: names }]);
      expect(await fault.inForce()).toBe("absent");
    }
    await fault.cleanup();
    await made().untilHealthy();
  });
});

describeChaosType("sync_standby_missing");
