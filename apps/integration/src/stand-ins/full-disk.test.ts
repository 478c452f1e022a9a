import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LocalCluster, noEtcd, until, whyNoVolumes, type Node } from "./testing/local-cluster.js";

const MIB = 1024 * 1024;
const why = noEtcd ?? (await whyNoVolumes());

/** The store that leads the region of this key. */
async function leaderOf(cluster: LocalCluster, key: string): Promise<Node> {
  const { regions } = await cluster.json<{ regions: { start_key: string; leader: { store_id: number } }[] }>(
    "/regions",
  );
  const wanted = Buffer.from(key);
  const led = regions.findLast(({ start_key }) => Buffer.compare(Buffer.from(start_key, "hex"), wanted) <= 0);
  const ids = await Promise.all(cluster.stores.map((store) => cluster.storeId(store)));
  return cluster.stores[ids.indexOf(led?.leader.store_id ?? 0)] as Node;
}

const key = Buffer.from("a");
const value = Buffer.from("before");

beforeEach((context) => {
  // In words what is lacking: an etcd that runs here, or the right to mount a small disk.
  if (why !== undefined) context.skip(why);
});

describe("a stand-in store whose disk fills up", { timeout: 180_000 }, () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    if (why === undefined) cluster = await LocalCluster.start({ sizeMiB: 32, reserveSpace: "4MiB" });
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it("refuses writes below its reserve, goes on reading, and writes again once there is room", async () => {
    await cluster.client.put("a", "before");
    const store = await leaderOf(cluster, "a");
    const filler = join(store.dataDir, "filler");
    await writeFile(filler, Buffer.alloc(28 * MIB));
    await until("disk_full", async () => {
      const { region_error } = await cluster.client.attempt("RawPut", { key, value });
      return region_error?.disk_full != null;
    });
    expect(await cluster.client.get("a")).toBe("before");
    const id = await cluster.storeId(store);
    await until("PD knows", async () => {
      const { status } = await cluster.json<{ status: { available: string } }>(`/store/${id}`);
      return Number.parseFloat(status.available) < 4 && status.available.endsWith("MiB");
    });
    expect((await cluster.states())[store.address]).toBe("Up");
    await rm(filler);
    await cluster.client.put("a", "after");
    expect(await cluster.client.get("a")).toBe("after");
  });
});

describe("a stand-in store without a reserve", { timeout: 180_000 }, () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    if (why === undefined) cluster = await LocalCluster.start({ sizeMiB: 16, reserveSpace: "0" });
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it("ends when a write does not fit; the others go on, and it comes back once there is room", async () => {
    const store = await leaderOf(cluster, "a");
    const filler = join(store.dataDir, "filler");
    await writeFile(filler, Buffer.alloc(16 * MIB)).catch(() => undefined);
    await cluster.client.put("a", "x".repeat(64 * 1024));
    const { code, lastWords } = await cluster.end(store);
    expect(code).toBe(1);
    expect(lastWords).toMatch(/no space left on device/i);
    await rm(filler);
    cluster.run(store, "tikv");
    await cluster.healthy();
    expect(await cluster.client.get("a")).toHaveLength(64 * 1024);
  });
});
