import { describe, expect, it } from "vitest";
import { authRejected } from "./auth-rejected.js";
import { itIsCaught } from "./catches.test.fixture.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

const name = "auth_rejected";

describe("auth_rejected", () => {
  const made = useCluster();
  const admin = async (verb: string, node: string, ...args: string[]) =>
    await made().cluster.admin({ verb, node, args }, made().context());

  itIsCaught(made, name, { remaining: { trust_everybody: "access_rules:n1", new_password: "client_login" } });

  describe("of standbys", () => {
    itIsCaught(made, name, {
      params: { who: "replication" },
      remaining: {
        trust_everybody: "access_rules:n1",
        asynchronous: "synchronous_standbys:n1",
        remove_standbys: "node_missing:n3",
      },
    });
  });

  it.each(["narrowed", "rejecting"] as const)(
    "turns away clients and standbys by %s rules, until both are mended",
    async (change) => {
      await made().reset();
      const fault = await TestFault.planned(made(), name, { who: "both" });
      const plan = { node: "n1", who: "both" as const, change };
      const metadata = await authRejected.inject(made().cluster, plan, made().context());
      expect(metadata["cut"]).toEqual(["n2", "n3"]);
      const problems = await made().until((present) => present.some(({ key }) => key === "standby_not_streaming:n3"));
      expect(problems.map(({ key }) => key)).toEqual(
        expect.arrayContaining([
          "access_rules:n1",
          "client_login",
          "no_synchronous_standby",
          "standby_not_streaming:n2",
        ]),
      );
      const [clients = "", standbys = "", reload = ""] = authRejected.remedy(plan, metadata, fault.briefing);
      await fault.execute([clients, reload]);
      await expect.poll(async () => await fault.inForce()).toBe("partial");
      await fault.execute([standbys, reload]);
      await made().untilHealthy();
      expect(await fault.inForce()).toBe("absent");
    },
  );

  it("is gone once another node is the primary, but the rules that are left are not forgotten", async () => {
    await made().reset();
    const fault = await TestFault.planned(made(), name);
    await fault.inject();
    await admin("promote", "n2");
    await admin("follow", "n3", "n2");
    await admin("rebuild", "n1", "n2");
    const problems = await made().until((present) => present.length === 1);
    expect(problems.map(({ key }) => key)).toEqual(["access_rules:n1"]);
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    await made().untilHealthy();
  });
});

describeChaosType("auth_rejected", { clients: { who: "clients" }, replication: { who: "replication" } });
