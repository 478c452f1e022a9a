import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contextFor } from "../context.test.fixture.js";
import { regionOf, startPd, startStore, type KvServer, type Shape } from "./kv-servers.test.fixture.js";
import { CallError } from "./protocol.js";
import { afterPrefix, RawKvClient } from "./raw-kv-client.js";
import type { RegionError } from "./region-error.js";

const key = (text: string) => Buffer.from(text);

describe("a client of RawKV", () => {
  const first = regionOf("8", ["", "m"], ["1", "2"]);
  const second = regionOf("9007199254740993", ["m", ""], ["1", "2"]);
  let shape: Shape;
  let pd: KvServer;
  let client: RawKvClient;
  let says: Record<string, (request: { context: { region_id: string } }) => RegionError | "silence" | undefined>;

  beforeEach(async () => {
    says = {};
    shape = {
      regions: [
        { region: first, leader: { id: "81", store_id: "1" } },
        { region: second, leader: { id: "90071992547409932", store_id: "2" } },
      ],
      stores: {},
      data: new Map(),
    };
    pd = await startPd(shape);
    for (const id of ["1", "2"]) await startStore(id, shape, (request) => says[id]?.(request));
    client = new RawKvClient({
      pds: [pd.address],
      reach: async (advertised) =>
        await Promise.resolve(shape.stores[advertised.replace("store", "")]?.address ?? advertised),
    });
  });

  afterEach(async () => {
    client[Symbol.dispose]();
    for (const server of [pd, ...Object.values(shape.stores)]) await server[Symbol.asyncDispose]();
  });

  it("writes to the leader of the key's region, and reads it back", async () => {
    await client.put(key("a"), key("1"), contextFor());
    await client.put(key("z"), key("2"), contextFor());
    expect((await client.get(key("a"), contextFor()))?.toString()).toBe("1");
    expect((await client.get(key("z"), contextFor()))?.toString()).toBe("2");
    expect(await client.get(key("b"), contextFor())).toBeUndefined();
    expect(shape.stores["1"]?.calls.map(({ method }) => method)).toEqual(["RawPut", "RawGet", "RawGet"]);
    expect(shape.stores["2"]?.calls[0]?.request["context"]).toMatchObject({
      region_id: "9007199254740993",
      peer: { id: "90071992547409932", store_id: "2" },
    });
  });

  it("asks PD once for a region that stays where it is", async () => {
    for (let n = 0; n < 5; n++) await client.put(key("a"), key("1"), contextFor());
    expect(pd.calls.filter(({ method }) => method === "GetRegion")).toHaveLength(1);
  });

  it("follows a leader that moved, without asking PD for the region", async () => {
    await client.put(key("a"), key("1"), contextFor());
    shape.regions[0]!.leader = { id: "82", store_id: "2" };
    await client.put(key("a"), key("2"), contextFor());
    expect(shape.data.get("a")?.toString()).toBe("2");
    expect(pd.calls.filter(({ method }) => method === "GetRegion")).toHaveLength(1);
  });

  it.each([
    ["the epoch is another", { message: "epoch", epoch_not_match: { current_regions: [] } }],
    ["the leader is not known", { message: "none", not_leader: { region_id: "8", leader: null } }],
    ["the store is another", { message: "store", store_not_match: { request_store_id: "1", actual_store_id: "9" } }],
    ["the region is not there", { message: "region", region_not_found: { region_id: "8" } }],
  ])("asks PD again when a store says that %s", async (_what, error) => {
    let times = 0;
    says["1"] = () => (++times <= 2 ? error : undefined);
    await client.put(key("a"), key("1"), contextFor());
    expect(shape.data.get("a")?.toString()).toBe("1");
    expect(pd.calls.filter(({ method }) => method === "GetRegion")).toHaveLength(3);
  });

  it("waits for a busy store without asking PD", async () => {
    let times = 0;
    says["1"] = () => (++times <= 3 ? { message: "busy", server_is_busy: { reason: "", backoff_ms: "0" } } : undefined);
    await client.put(key("a"), key("1"), contextFor());
    expect(pd.calls.filter(({ method }) => method === "GetRegion")).toHaveLength(1);
  });

  it("leaves a store that does not answer, once PD names another leader", async () => {
    await client.put(key("a"), key("1"), contextFor());
    says["1"] = () => "silence";
    shape.regions[0]!.leader = { id: "82", store_id: "2" };
    await client.put(key("a"), key("2"), contextFor());
    expect(shape.data.get("a")?.toString()).toBe("2");
  });

  it("finds the leader through any PD that answers, and a new leader when that is gone", async () => {
    await using other = await startPd(shape);
    await using later = await startPd(shape, () => `http://${other.address}`);
    client[Symbol.dispose]();
    client = new RawKvClient({
      pds: [pd.address, later.address],
      reach: async (advertised) =>
        await Promise.resolve(shape.stores[advertised.replace("store", "")]?.address ?? advertised),
    });
    await pd[Symbol.asyncDispose]();
    await client.put(key("a"), key("1"), contextFor());
    expect(other.calls.map(({ method }) => method)).toContain("GetRegion");
  });

  it("gives up at the deadline, and says what it heard last", async () => {
    says["1"] = () => ({ message: "no space", disk_full: { store_id: ["1"], reason: "AlreadyFull" } });
    // The abort at the deadline itself may come first where the machine is busy.
    const signal = AbortSignal.timeout(10_000);
    await expect(client.put(key("a"), key("1"), contextFor(1500, { signal }))).rejects.toThrow(
      /RawPut was not answered in time: store1: disk_full: no space/,
    );
    expect(shape.data.size).toBe(0);
  });

  it("stops at once when it is told to", async () => {
    says["1"] = () => "silence";
    const controller = new AbortController();
    const putting = client.put(key("a"), key("1"), contextFor(60_000, { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("stopped")), 50);
    await expect(putting).rejects.toThrow("stopped");
  });

  it("reads all keys of a prefix across regions, page by page", async () => {
    const names = Array.from({ length: 2500 }, (_, n) => `k${String(n).padStart(5, "0")}`);
    for (const name of [...names, "j", "l"]) shape.data.set(name, key(name));
    expect((await client.scan(key("k"), contextFor())).map((pair) => pair.key.toString())).toEqual(names);
    for (const name of ["zz", "m0"]) shape.data.set(name, key(name));
    expect(await client.scan(Buffer.alloc(0), contextFor())).toHaveLength(names.length + 4);
  });

  it("calls a store alive that refuses, and not one that is silent or gone", async () => {
    expect(await client.ping("store1", { timeoutMs: 1000 }, contextFor())).toBeGreaterThan(0);
    says["1"] = () => "silence";
    await expect(client.ping("store1", { timeoutMs: 100 }, contextFor())).rejects.toBeInstanceOf(CallError);
    await shape.stores["2"]?.[Symbol.asyncDispose]();
    await expect(client.ping("store2", { timeoutMs: 1000 }, contextFor())).rejects.toBeInstanceOf(CallError);
  });
});

describe("the end of a prefix", () => {
  it.each([
    ["ab", "ac"],
    ["a\u00ff", "b"],
    ["\u00ff", ""],
    ["", ""],
  ])("of %j is %j", (prefix, end) => {
    expect(afterPrefix(Buffer.from(prefix, "latin1")).toString("latin1")).toBe(end);
  });
});
