import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { killUntilGone } from "./cluster-processes.js";
import { TestCluster } from "./cluster.test.fixture.js";

describe("acknowledged writes", () => {
  let made: TestCluster;
  beforeAll(async () => {
    made = await TestCluster.create();
  });
  beforeEach(async () => {
    await made.reset();
  });
  afterAll(async () => {
    await made[Symbol.asyncDispose]();
  });

  const admin = async (verb: string, node: string, ...args: string[]) =>
    await made.cluster.admin({ verb, node, args }, made.context());

  /** Writes these numbers side by side; gives those that were acknowledged. */
  const write = async (numbers: readonly number[]) => {
    const results = await Promise.allSettled(
      numbers.map(async (n) => await made.cluster.probe(n, made.context({ ms: 5000 }))),
    );
    return numbers.filter((_, index) => results[index]?.status === "fulfilled");
  };

  it("survive the killing of the primary and the promotion of the standby that has most", async () => {
    const first = await write([1, 2, 3, 4, 5]);
    const during = write([6, 7, 8, 9, 10, 11, 12]);
    await killUntilGone(async () => await made.cluster.processes("n1"), made.context());
    const acknowledged = [...first, ...(await during)];
    expect(first).toHaveLength(5);
    const { nodes } = await made.cluster.inspect(made.context());
    const [best] = nodes
      .filter(({ facts }) => facts?.inRecovery)
      .toSorted((a, b) => (b.facts?.receivedPosition ?? 0) - (a.facts?.receivedPosition ?? 0));
    const [promoted = "", other = ""] = best?.name === "n3" ? ["n3", "n2"] : ["n2", "n3"];
    await admin("promote", promoted);
    await admin("follow", other, promoted);
    await admin("rebuild", "n1");
    await made.untilHealthy();
    expect(await made.cluster.lost(acknowledged, made.context())).toEqual([]);
    expect(await write([20])).toEqual([20]);
    expect((await made.cluster.roles(made.context())).primaries).toEqual([promoted]);
  });

  it("survive a crash of the primary that is only started again", async () => {
    const acknowledged = await write([1, 2, 3]);
    await killUntilGone(async () => await made.cluster.processes("n1"), made.context());
    await admin("start", "n1");
    await made.untilHealthy();
    expect(await made.cluster.lost([...acknowledged, 99], made.context())).toEqual([99]);
  });

  it("are named as lost when the primary is restored from the base backup and everything is green again", async () => {
    const acknowledged = await write([1, 2, 3]);
    await admin("restore", "n1");
    await admin("rebuild", "n2", "n1");
    await admin("rebuild", "n3", "n1");
    await made.untilHealthy();
    expect(await made.cluster.lost(acknowledged, made.context())).toEqual([1, 2, 3]);
  });

  it("are neither lost nor kept while no primary can be read", async () => {
    await admin("stop", "n1");
    await expect(made.cluster.lost([1], made.context())).rejects.toMatchObject({ code: "judge_failed" });
  });

  it("can be counted while a lock keeps clients from writing", async () => {
    const acknowledged = await write([1, 2]);
    const statements = ["BEGIN", "LOCK TABLE account IN ACCESS EXCLUSIVE MODE"];
    await made.cluster.startHeldClient({ title: "night-job", node: "n1", connections: 1, statements }, made.context());
    await expect(made.cluster.probe(3, made.context({ ms: 600 }))).rejects.toThrow(/(lock|statement) timeout/);
    expect(await made.cluster.lost(acknowledged, made.context())).toEqual([]);
    await made.cluster.endHeldClients("night-job", made.context());
  });

  it("are refused as probes while no standby is there to read them back from", async () => {
    await admin("stop", "n2");
    await admin("stop", "n3");
    await expect(made.cluster.probe(5, made.context({ ms: 800 }))).rejects.toThrow(/longer than/);
  });

  it("outlive a rebuilt standby that took writes of its own", async () => {
    await admin("promote", "n2");
    await made.cluster.sql(
      "n2",
      ["SET synchronous_commit = local", "INSERT INTO ledger (n, account_id) VALUES (77, 1)"],
      made.context(),
    );
    await admin("rebuild", "n2", "n1");
    await made.untilHealthy();
    expect(await write([1])).toEqual([1]);
    expect(await made.cluster.lost([1, 77], made.context())).toEqual([77]);
  });
});
