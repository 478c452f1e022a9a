import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LocalCluster, noEtcd, until, type StoresJson } from "./testing/local-cluster.js";

let cluster: LocalCluster;

/** Writes so many values and gives back what must be read later. */
async function write(prefix: string, count = 10): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  for (const key of keys) await cluster.client.put(key, `value of ${key}`);
  return keys;
}

/** Which of them cannot be read as they were written. */
async function lost(keys: readonly string[]): Promise<string[]> {
  const values = await Promise.all(keys.map((key) => cluster.client.get(key)));
  return keys.filter((key, index) => values[index] !== `value of ${key}`);
}

describe("the stand-in stores", { timeout: 180_000 }, () => {
  beforeEach((context) => {
    // In words what is lacking: PD keeps its data in etcd, and none runs here.
    if (noEtcd !== undefined) context.skip(noEtcd);
  });
  beforeAll(async () => {
    if (noEtcd === undefined) cluster = await LocalCluster.start();
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it("answer where PD says, and say why where they do not", async () => {
    await cluster.client.put("a", "1");
    expect(await cluster.client.get("a")).toBe("1");
    expect(await cluster.client.get("nothing here")).toBeUndefined();
    const key = Buffer.from("a");
    const { regions } = await cluster.json<{ regions: { start_key: string; leader: { store_id: number } }[] }>(
      "/regions",
    );
    const led = regions.findLast(({ start_key }) => Buffer.compare(Buffer.from(start_key, "hex"), key) <= 0);
    const { stores } = await cluster.json<StoresJson>("/stores");
    const follower = stores.find(({ store }) => store.id !== led?.leader.store_id)?.store.id;
    const faults = await Promise.all([
      cluster.client.attempt("RawGet", { key }, { storeId: String(follower) }),
      cluster.client.attempt("RawGet", { key }, { context: { region_id: "999999" } }),
      cluster.client.attempt("RawGet", { key }, { context: { region_epoch: { conf_ver: "1", version: "9" } } }),
      cluster.client.attempt("RawGet", { key }, { context: { peer: { id: "1", store_id: "77", role: "Voter" } } }),
    ]);
    const kinds = faults.map(({ region_error }) =>
      Object.entries(region_error ?? {})
        .filter(([name, said]) => name !== "message" && said !== null)
        .map(([name]) => name),
    );
    expect(kinds).toEqual([["not_leader"], ["region_not_found"], ["epoch_not_match"], ["store_not_match"]]);
  });

  it("are listed as PD lists stores: sizes as texts, a state of zero left out", async () => {
    const { text } = await cluster.api("GET", "/stores");
    const { count, stores } = JSON.parse(text) as StoresJson;
    expect(count).toBe(3);
    expect(stores[0]?.store).not.toHaveProperty("state");
    expect(stores[0]?.status.capacity).toMatch(/^[\d.]+(GiB|TiB|MiB)$/);
    // Nanoseconds since 1970 do not fit a double: the digits are all there.
    expect(text).toMatch(/"last_heartbeat":\d{19},/);
  });

  it("lose nothing that was acknowledged when one is killed, and are whole again once it is back", async () => {
    const before = await write("kill-before-");
    const [victim] = cluster.stores;
    if (!victim) throw new Error("no store");
    await cluster.kill(victim);
    const during = await write("kill-during-");
    expect(await lost([...before, ...during])).toEqual([]);
    await until("Disconnected", async () => (await cluster.states())[victim.address] === "Disconnected");
    cluster.run(victim, "tikv");
    await cluster.healthy();
    expect(await lost([...before, ...during])).toEqual([]);
  });

  it("go on while one stands still, which catches up afterwards", async () => {
    const [, victim] = cluster.stores;
    if (!victim) throw new Error("no store");
    cluster.signal(victim, "SIGSTOP");
    const during = await write("stop-");
    await until("Disconnected", async () => (await cluster.states())[victim.address] === "Disconnected");
    cluster.signal(victim, "SIGCONT");
    await cluster.healthy();
    expect(await lost(during)).toEqual([]);
  });

  it("keep heartbeating while their port for clients is closed, and serve again when it is opened", async () => {
    const [, , victim] = cluster.stores;
    if (!victim) throw new Error("no store");
    const put = (path: string) => fetch(`http://${victim.statusAddress}/${path}`, { method: "PUT" });
    expect((await put("pause_grpc")).status).toBe(200);
    const key = Buffer.from("a");
    const storeId = String(await cluster.storeId(victim));
    await expect(cluster.client.attempt("RawGet", { key }, { storeId })).rejects.toThrow(
      /UNAVAILABLE|ECONNREFUSED|DEADLINE/,
    );
    await until("a region without that replica's answers", async () => {
      const { count } = await cluster.json<{ count: number }>("/regions/check/down-peer");
      return count > 0;
    });
    expect((await cluster.states())[victim.address]).toBe("Up");
    expect((await put("resume_grpc")).status).toBe(200);
    await cluster.healthy();
  });

  it("are refused by PD when their data was wiped, until the old one is given up and replaced", async () => {
    const kept = await write("wipe-");
    const [victim] = cluster.stores;
    if (!victim) throw new Error("no store");
    const old = await cluster.storeId(victim);
    await cluster.kill(victim);
    await cluster.wipe(victim);
    cluster.run(victim, "tikv");
    const { code, lastWords } = await cluster.end(victim);
    expect(code).toBe(1);
    expect(lastWords).toContain("duplicated store address");

    // By its presence alone, whatever it says.
    expect(await cluster.api("DELETE", `/store/${old}?force=false`)).toEqual({
      status: 200,
      text: '"The store is set as Offline."',
    });
    cluster.run(victim, "tikv");
    await until("the old store is a tombstone", async () => {
      const { text } = await cluster.api("GET", "/stores?state=2");
      return (JSON.parse(text) as StoresJson).stores.some(({ store }) => store.id === old);
    });
    await cluster.healthy();
    expect(await lost(kept)).toEqual([]);
    expect((await cluster.api("POST", `/store/${old}/state?state=Up`)).status).toBe(410);
  });
});
