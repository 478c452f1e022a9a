import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LocalCluster, noEtcd, pdArgs, until, type Node } from "./testing/local-cluster.js";

let cluster: LocalCluster;

interface Health {
  name: string;
  health: boolean;
}

async function leader(): Promise<Node> {
  const { name } = await cluster.json<{ name: string }>("/leader");
  return cluster.pds.find((pd) => pd.name === name) as Node;
}

const another = (than: Node): Node => cluster.pds.find((pd) => pd !== than) as Node;

const allHealthy = async (): Promise<boolean> => {
  const members = await cluster.json<Health[]>("/health");
  return members.length === 3 && members.every(({ health }) => health);
};

describe("the stand-in PDs", { timeout: 180_000 }, () => {
  beforeEach((context) => {
    // In words what is lacking: PD keeps its data in etcd, and none runs here.
    if (noEtcd !== undefined) context.skip(noEtcd);
  });
  beforeAll(async () => {
    if (noEtcd === undefined) cluster = await LocalCluster.start();
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it("answer for each other, with ids that keep all their digits", async () => {
    const asked = await Promise.all(cluster.pds.map((pd) => cluster.api("GET", "/members", undefined, pd)));
    for (const { status, text } of asked) {
      expect(status).toBe(200);
      expect(text).toMatch(/"header":\{"cluster_id":\d{19}\}/);
    }
    expect(await allHealthy()).toBe(true);
  });

  it("take configuration as PD does: several booleans are texts, and what is unknown is refused", async () => {
    const set = (changes: object) => cluster.api("POST", "/config", changes);
    expect(await set({ "schedule.halt-scheduling": "true" })).toEqual({
      status: 200,
      text: '"The config is updated."',
    });
    // Each member answers from what it has: a follower may be a moment behind.
    await until("seen by all", async () => {
      const asked = await Promise.all(cluster.pds.map((pd) => cluster.api("GET", "/config/schedule", undefined, pd)));
      return asked.every(({ text }) => text.includes('"halt-scheduling":"true"'));
    });
    expect((await set({ "schedule.halt-scheduling": false })).status).toBe(400);
    expect(await set({ "schedule.bogus": 1 })).toEqual({
      status: 400,
      text: '"config item schedule.bogus not found"',
    });
    expect((await set({ "schedule.halt-scheduling": "false" })).status).toBe(200);
  });

  it("keep leaders away from an evicted store until the scheduler is removed", async () => {
    const [node] = cluster.stores;
    const id = await cluster.storeId(node as Node);
    const led = async () =>
      (await cluster.json<{ status: { leader_count: number } }>(`/store/${id}`)).status.leader_count;
    await until("a leader on the store", async () => (await led()) > 0);
    const added = await cluster.api("POST", "/schedulers", { name: "evict-leader-scheduler", store_id: id });
    expect(added).toEqual({ status: 200, text: '"The scheduler is created."' });
    await until("no leader on the store", async () => (await led()) === 0);
    expect(await cluster.json("/schedulers")).toContain("evict-leader-scheduler");
    expect((await cluster.api("DELETE", "/schedulers/evict-leader-scheduler")).status).toBe(200);
    await until("a leader on the store again", async () => (await led()) > 0);
    expect((await cluster.api("DELETE", "/schedulers/evict-leader-scheduler")).status).toBe(404);
  });

  it("refuse to lose a store that is needed, and unsafe recovery while its store is alive", async () => {
    const id = await cluster.storeId(cluster.stores[1] as Node);
    const removed = await cluster.api("DELETE", `/store/${id}`);
    expect(removed.status).toBe(400);
    expect(removed.text).toContain("since the number of up stores would be 2 while need 3");
    expect((await cluster.api("DELETE", "/store/4711")).status).toBe(404);
    const recovery = await cluster.api("POST", "/admin/unsafe/remove-failed-stores", { stores: [id], timeout: 60 });
    expect(recovery.status).toBe(500);
    expect(recovery.text).toContain(`store ${id} is up and connected`);
  });

  it("elect another leader when theirs is killed, and clients go on", async () => {
    const old = await leader();
    await cluster.kill(old);
    await until("another leader", async () => (await leader()).name !== old.name);
    await cluster.client.put("after the leader", "yes");
    expect(await cluster.client.get("after the leader")).toBe("yes");
    await until("its health is seen", async () => {
      const members = await cluster.json<Health[]>("/health");
      return (
        members
          .filter(({ health }) => !health)
          .map(({ name }) => name)
          .join() === old.name
      );
    });
    cluster.run(old, "pd");
    await until("all members healthy", allHealthy);
  });

  it("do not take a wiped member back under its old name, and do once it was removed and joins", async () => {
    const at = await leader();
    const victim = another(at);
    await cluster.kill(victim);
    await cluster.wipe(victim);
    cluster.run(victim, "pd");
    expect((await cluster.end(victim)).lastWords).toContain("has already been bootstrapped");

    await cluster.wipe(victim);
    const joining = pdArgs(victim, cluster.folder, `--join=http://${at.address}`);
    cluster.run(victim, "pd", joining);
    expect((await cluster.end(victim)).lastWords).toContain("missing data or join a duplicated pd");

    const removed = await cluster.api("DELETE", `/members/name/${victim.name}`, undefined, at);
    expect(removed).toEqual({ status: 200, text: `"removed, pd: ${victim.name}"` });
    await cluster.wipe(victim);
    await until("all members healthy", async () => {
      // It ends where it asks a peer that has not heard of it yet, and is told to join once more.
      if (victim.process?.exitCode !== null) cluster.run(victim, "pd", joining);
      return await allHealthy();
    });
    await cluster.client.put("joined", "yes");
    expect(await cluster.client.get("joined")).toBe("yes");
  });

  it("say so when they find no leader, as they do without a majority", async () => {
    const left = await leader();
    const others = cluster.pds.filter((pd) => pd !== left);
    for (const pd of others) await cluster.kill(pd);
    await until("no leader", async () => {
      const { status, text } = await cluster.api("GET", "/stores", undefined, left);
      return status === 503 && text.includes("redirect finds no leader");
    });
    for (const pd of others) cluster.run(pd, "pd");
    await until("all members healthy", allHealthy);
    expect((await cluster.api("GET", "/ping", undefined, left)).status).toBe(200);
  });
});
