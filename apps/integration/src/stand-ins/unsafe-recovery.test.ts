import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LocalCluster, noEtcd, until } from "./testing/local-cluster.js";

let cluster: LocalCluster;

describe("a cluster of stand-ins that lost two of three stores for good", { timeout: 180_000 }, () => {
  beforeEach((context) => {
    // In words what is lacking: PD keeps its data in etcd, and none runs here.
    if (noEtcd !== undefined) context.skip(noEtcd);
  });
  beforeAll(async () => {
    if (noEtcd === undefined) cluster = await LocalCluster.start();
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it("serves nothing until unsafe recovery lets the last replica go on, and is whole with new stores", async () => {
    await cluster.client.put("a", "kept");
    const lost = cluster.stores.slice(1);
    const ids = await Promise.all(lost.map((store) => cluster.storeId(store)));
    for (const store of lost) await cluster.kill(store);
    for (const store of lost) await cluster.wipe(store);
    await until("both are Disconnected", async () => {
      const states = await cluster.states();
      return lost.every(({ address }) => states[address] === "Disconnected");
    });
    // Of another key: what nobody acknowledged may yet be found in the log of the replica that goes on.
    await expect(cluster.client.put("b", "in vain", 2_000)).rejects.toThrow(
      /DEADLINE|UNAVAILABLE|not_leader|ECONNREFUSED/,
    );

    const begun = await cluster.api("POST", "/admin/unsafe/remove-failed-stores", { stores: ids, timeout: 120 });
    expect(begun).toEqual({ status: 200, text: '"Request has been accepted."' });
    await until("recovered", async () => {
      const { text } = await cluster.api("GET", "/admin/unsafe/remove-failed-stores/show");
      return text.includes("Unsafe recovery Finished");
    });
    expect(await cluster.client.get("a")).toBe("kept");

    for (const store of lost) cluster.run(store, "tikv");
    await cluster.healthy();
    expect(await cluster.client.get("a")).toBe("kept");
  });
});
