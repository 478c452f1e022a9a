import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../raft/messages.js";
import type { Region } from "../rpc/messages.js";
import { isAlmostFull } from "./disk.js";
import { misaddressed } from "./region-error.js";
import { applyCommand, changePeer, decodeState, emptyState, encodeState } from "./region-state.js";
import { RegionStorage } from "./region-storage.js";
import { scan } from "./scan.js";
import { readTikvOptions } from "./tikv-options.js";

const region: Region = {
  id: "4",
  start_key: Buffer.from("b"),
  end_key: Buffer.from("m"),
  region_epoch: { conf_ver: "5", version: "1" },
  peers: [
    { id: "9007199254740993", store_id: "1", role: "Voter" },
    { id: "12", store_id: "2", role: "Learner" },
  ],
};
const [leader] = region.peers;

describe("a request", () => {
  const here = { storeId: "1", region, peer: leader as NonNullable<typeof leader>, leader, isLeader: true };
  const context = { region_id: "4", region_epoch: { conf_ver: "1", version: "1" }, peer: leader ?? null };
  const refusal = (...args: Parameters<typeof misaddressed>) => misaddressed(...args)?.fault;

  it("is taken by the leader, even when replicas have changed since it was routed", () => {
    expect(refusal(context, [Buffer.from("b"), Buffer.from("lzz")], here)).toBeUndefined();
  });

  it("is told the leader, the present region, or that its key is elsewhere", () => {
    expect(refusal(context, [], { ...here, isLeader: false })?.not_leader).toEqual({ region_id: "4", leader });
    expect(refusal(context, [], { ...here, isLeader: false, leader: undefined })?.not_leader).toEqual({
      region_id: "4",
    });
    const newer = { ...context, region_epoch: { conf_ver: "5", version: "2" } };
    expect(refusal(newer, [], here)?.epoch_not_match).toEqual({ current_regions: [region] });
    expect(refusal(context, [Buffer.from("m")], here)?.key_not_in_region?.region_id).toBe("4");
  });
});

describe("a region's state", () => {
  it("survives being written down, whatever bytes it holds", () => {
    const state = emptyState(region);
    const key = Buffer.from([0, 255, 128]);
    state.pairs.set(key.toString("latin1"), Buffer.from([1, 0, 254]));
    expect(decodeState(encodeState(state))).toEqual(state);
  });

  it("counts each change of its replicas", () => {
    const promoted = changePeer(region, { change: "add", peer: { id: "12", store_id: "2", role: "Voter" } });
    expect([promoted.peers.map(({ role }) => role), promoted.region_epoch.conf_ver]).toEqual([["Voter", "Voter"], "6"]);
    const removed = changePeer(promoted, { change: "remove", peer: promoted.peers[1] as Region["peers"][number] });
    expect(removed.peers).toHaveLength(1);
  });

  it("is scanned in the order of its bytes, either way", () => {
    const pairs = new Map(["a", "b", "c", "\u00FF"].map((key) => [key, key]));
    const keys = (start: string, end: string, reverse = false) =>
      scan(pairs, { start, end, limit: 2, reverse }).map(([key]) => key);
    expect([keys("b", ""), keys("a", "b"), keys("", "", true), keys("c", "a", true)]).toEqual([
      ["b", "c"],
      ["a"],
      ["\u00FF", "c"],
      ["b", "a"],
    ]);
    applyCommand(pairs as never, { op: "delete-range", start: "b", end: "\u00FF" });
    expect([...pairs.keys()]).toEqual(["a", "\u00FF"]);
  });
});

describe("a region on disk", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "region-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const entry = (index: number, term: number, data = `${index}`): Entry => ({
    kind: "normal",
    term,
    index,
    data: Buffer.from(data),
  });
  const hardState = { term: 6, vote: "9007199254740993", commit: 5 };

  it("is read back as it was acknowledged, without the line that a crash cut off", async () => {
    const state = emptyState(region);
    const storage = await RegionStorage.create(join(folder, "4"), { state, hardState, entries: [] });
    await storage.append(hardState, [entry(6, 6), entry(7, 6), entry(8, 6)]);
    await storage.append({ ...hardState, term: 7 }, [entry(7, 7, "another")]);
    await storage.close();
    await appendFile(join(folder, "4", "log"), '{"e":["normal",7,8,"dG9y');
    const { storage: again, stored } = await RegionStorage.open(join(folder, "4"));
    expect(stored.entries).toEqual([entry(6, 6), entry(7, 7, "another")]);
    expect(stored.hardState).toEqual({ ...hardState, term: 7 });
    await again.append({ ...hardState, term: 7 }, [entry(8, 7)]);
    await again.close();
    expect((await RegionStorage.open(join(folder, "4"))).stored.entries).toHaveLength(3);
  });

  it("keeps only the entries after its state once it was compacted", async () => {
    const state = emptyState(region);
    const before = await RegionStorage.create(join(folder, "4"), { state, hardState, entries: [] });
    await before.append(hardState, [entry(6, 6), entry(7, 6)]);
    const after = await before.compact({ state: { ...state, index: 6, term: 6 }, hardState, entries: [entry(7, 6)] });
    await after.close();
    const { stored } = await RegionStorage.open(join(folder, "4"));
    expect([stored.state.index, stored.entries]).toEqual([6, [entry(7, 6)]]);
    expect((await readFile(join(folder, "4", "log"), "utf8")).trim().split("\n")).toHaveLength(2);
  });
});

describe("disk space", () => {
  it("is protected from reserve-space on, never below a twentieth, and not at all at zero", () => {
    const disk = { capacity: 1_000, available: 45, used: 0 };
    expect([isAlmostFull(disk, 10), isAlmostFull({ ...disk, available: 60 }, 100), isAlmostFull(disk, 0)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isAlmostFull({ ...disk, available: 60 }, 10)).toBe(false);
  });
});

describe("tikv-server's flags", () => {
  it("are the real ones, short and long", () => {
    const request = readTikvOptions([
      "-A",
      "0.0.0.0:20160",
      "--advertise-addr=kv1:20160",
      "--pd",
      "http://a:1,b:2",
      "-s",
      "/d",
      "--labels",
      "zone=z1,host=h2",
    ]);
    expect(request).toMatchObject({
      kind: "run",
      options: {
        advertiseAddr: "kv1:20160",
        pdEndpoints: ["a:1", "b:2"],
        dataDir: "/d",
        labels: [
          { key: "zone", value: "z1" },
          { key: "host", value: "h2" },
        ],
        reserveSpace: 5 * 2 ** 30,
        tickMs: 1_000,
      },
    });
  });

  it("need PD, and an address that others can reach", () => {
    expect(() => readTikvOptions([])).toThrow("--pd-endpoints");
    expect(() => readTikvOptions(["--pd=a:1", "-A=0.0.0.0:20160"])).toThrow('invalid advertise-addr: "0.0.0.0:20160"');
  });
});
