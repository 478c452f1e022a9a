import { describe, expect, it } from "vitest";
import { exactJson } from "../../exact-json.js";
import type { PeerReport, StoreMeta } from "../../rpc/messages.js";
import { decideJoin } from "../etcd/join.js";
import { PdConfig } from "./config-tree.js";
import { SchedulerList } from "./scheduler-list.js";
import { addressHolder, checkRemovable, stateName, type StoreRecord } from "./store-state.js";
import { decideForceLeaders } from "./unsafe-recovery.js";

const store = (id: string, meta: Partial<StoreMeta> = {}, heartbeatAtMs = 0): StoreRecord => ({
  meta: { id, address: `kv${id}:20160`, state: "Up", physically_destroyed: false, ...meta } as StoreMeta,
  stats: undefined,
  heartbeatAtMs,
  leaderWeight: 1,
  regionWeight: 1,
});

describe("a store's state", () => {
  it("is named by how long it was silent, but only while its metadata says Up", () => {
    const at = (silentMs: number, meta: Partial<StoreMeta> = {}) =>
      stateName(store("1", meta), { nowMs: silentMs, disconnectMs: 20_000, downMs: 1_800_000 });
    expect([at(20_000), at(20_001), at(1_800_001)]).toEqual(["Up", "Disconnected", "Down"]);
    expect([at(9e9, { state: "Offline" }), at(0, { state: "Tombstone" })]).toEqual(["Offline", "Tombstone"]);
  });

  it("may not become Offline while fewer stores than replicas would stay up", () => {
    const all = [store("1"), store("2"), store("3")];
    expect(() => checkRemovable(all, { id: "3", maxReplicas: 3 })).toThrow(
      "can not remove store 3 since the number of up stores would be 2 while need 3",
    );
    expect(() => checkRemovable([...all, store("4")], { id: "3", maxReplicas: 3 })).not.toThrow();
  });

  it("holds its address until it is a tombstone or given up as destroyed", () => {
    const newcomer = { ...store("9").meta, address: "kv1:20160" };
    expect(addressHolder([store("1", { state: "Offline" })], newcomer)?.meta.id).toBe("1");
    expect(addressHolder([store("1", { state: "Tombstone" })], newcomer)).toBeUndefined();
    expect(addressHolder([store("1", { physically_destroyed: true })], newcomer)).toBeUndefined();
    expect(addressHolder([store("9", { address: "kv1:20160" })], newcomer)).toBeUndefined();
  });
});

describe("PD's configuration", () => {
  it("is set by path or by last part, and refuses what PD refuses", () => {
    const config = new PdConfig();
    config.set("schedule.leader-schedule-limit", 0);
    config.set("max-replicas", 5);
    config.set("schedule.max-store-down-time", "10s");
    expect(config.number("schedule", "leader-schedule-limit")).toBe(0);
    expect(config.number("replication", "max-replicas")).toBe(5);
    expect(config.durationMs("max-store-down-time")).toBe(10_000);
    expect(() => config.set("schedule.bogus", 1)).toThrow("config item schedule.bogus not found");
    expect(() => config.set("schedule.leader-schedule-limit", "4")).toThrow("cannot unmarshal");
    expect(() => config.set("schedule.enable-make-up-replica", false)).toThrow("unquoted");
  });

  it("shows halt-scheduling only while it is on, as a text", () => {
    const config = new PdConfig();
    expect(config.section("schedule")).not.toHaveProperty("halt-scheduling");
    config.set("schedule.halt-scheduling", "true");
    expect([config.isOn("halt-scheduling"), config.section("schedule")["halt-scheduling"]]).toEqual([true, "true"]);
    config.set("halt-scheduling", "false");
    expect(config.section("schedule")).not.toHaveProperty("halt-scheduling");
  });

  it("takes from a file what it knows", () => {
    const config = PdConfig.fromFile({ schedule: { "max-store-down-time": "1m", strange: 1 }, lease: 3 });
    expect(config.durationMs("max-store-down-time")).toBe(60_000);
    expect(config.section("schedule")).not.toHaveProperty("strange");
  });
});

describe("the schedulers", () => {
  it("lose evict-leader with the last store it evicts, and pause by time", () => {
    const list = new SchedulerList(undefined);
    expect(list.add("no-such-scheduler")).toBe(false);
    list.add("evict-leader-scheduler", "1");
    list.add("evict-leader-scheduler", "4");
    expect(list.remove("evict-leader-scheduler-1")).toBe(true);
    expect([list.isEvicted("1", 0), list.isEvicted("4", 0)]).toEqual([false, true]);
    list.pause("evict-leader-scheduler", 10, 0);
    expect([list.isEvicted("4", 9_999), list.isEvicted("4", 10_000)]).toEqual([false, true]);
    expect(list.remove("evict-leader-scheduler")).toBe(true);
    expect(list.remove("evict-leader-scheduler")).toBe(false);
    expect(new SchedulerList(list.kept).names({ nowMs: 0 })).not.toContain("evict-leader-scheduler");
  });
});

describe("joining", () => {
  const us = { name: "pd1", advertisePeerUrls: "http://pd1:2380" };
  const member = (name: string, url: string) => ({ id: url, name, peerUrls: [url], clientUrls: [] });

  it("adds a newcomer, and goes on with one that was added and never started", () => {
    expect(decideJoin([member("pd0", "http://pd0:2380")], us)).toEqual({ add: true });
    expect(decideJoin([member("pd0", "http://pd0:2380"), member("", "http://pd1:2380")], us)).toEqual({ add: false });
  });

  it("is refused to who is a member already, and while another has not started", () => {
    expect(() => decideJoin([member("pd1", "http://pd1:2380")], us)).toThrow("missing data or join a duplicated pd");
    expect(() => decideJoin([member("", "http://pd7:2380")], us)).toThrow("has not joined successfully");
  });
});

describe("unsafe recovery", () => {
  it("lets the newest replica lead where the failed stores had the majority, and leaves the others alone", () => {
    const report = (id: string, on: string[], last: number): PeerReport => ({
      raft_state: { hard_state: { term: "6", vote: "0", commit: "0" }, last_index: String(last) },
      region_state: {
        state: "Normal",
        region: {
          id,
          start_key: Buffer.alloc(0),
          end_key: Buffer.alloc(0),
          region_epoch: { conf_ver: "1", version: "1" },
          peers: on.map((storeId) => ({ id: `${id}${storeId}`, store_id: storeId, role: "Voter" })),
        },
      },
      is_force_leader: false,
    });
    const five = ["1", "2", "3", "4", "5"];
    const reports = new Map([
      ["1", [report("10", ["1", "2", "3"], 7), report("20", ["1", "4", "5"], 7), report("30", five, 8)]],
      ["4", [report("20", ["1", "4", "5"], 7), report("30", five, 9)]],
    ]);
    const decided = decideForceLeaders(reports, new Set(["2", "3", "5"]));
    expect(decided.map(({ storeId, region }) => [storeId, region.id])).toEqual([
      ["1", "10"],
      ["4", "30"],
    ]);
  });
});

describe("JSON of PD", () => {
  it("has all digits of a uint64 and leaves out what is absent", () => {
    expect(exactJson({ id: 11_531_655_885_733_767_411n, none: undefined, list: [1, null, "a"] })).toBe(
      '{"id":11531655885733767411,"list":[1,null,"a"]}',
    );
  });
});
