import { describe, expect, it } from "vitest";
import type { Peer } from "../../rpc/messages.js";
import type { RegionRecord } from "./region-index.js";
import { nextReplicaStep, type StoreView } from "./replica-check.js";
import { decideSchedule, type ScheduleView } from "./schedule.js";

const rules = { maxReplicas: 3, makeUp: true, removeExtra: true, removeDown: true, replaceOffline: true };

const peer = (store: number, role: Peer["role"] = "Voter"): Peer => ({
  id: `${store}0`,
  store_id: String(store),
  role,
});

const region = (peers: Peer[], more: Partial<RegionRecord> = {}): RegionRecord => ({
  region: {
    id: "4",
    start_key: Buffer.alloc(0),
    end_key: Buffer.alloc(0),
    region_epoch: { conf_ver: "5", version: "1" },
    peers,
  },
  leader: peers[0],
  downPeers: [],
  pendingPeers: [],
  term: 6,
  approximateSize: 1,
  approximateKeys: 0,
  ...more,
});

const stores = (...views: (Partial<StoreView> & { id: string })[]): Map<string, StoreView> =>
  new Map(
    views.map((view) => [
      view.id,
      { state: "Up", destroyed: false, regionCount: 3, leaderCount: 1, lowSpace: false, evicted: false, ...view },
    ]),
  );

const three = [peer(1), peer(2), peer(3)];

describe("the next step of a region's replicas", () => {
  it("is none while three replicas are on stores that are up or only silent for a while", () => {
    expect(nextReplicaStep(region(three), stores({ id: "1" }, { id: "2" }, { id: "3" }), rules)).toBeUndefined();
    const silent = stores({ id: "1" }, { id: "2" }, { id: "3", state: "Disconnected" }, { id: "4" });
    expect(nextReplicaStep(region(three), silent, rules)).toBeUndefined();
  });

  it("adds a learner on the emptiest store with room, and promotes it once it has caught up", () => {
    const views = stores({ id: "1" }, { id: "2", lowSpace: true }, { id: "3", regionCount: 1 }, { id: "4" });
    expect(nextReplicaStep(region([peer(1)]), views, rules)).toEqual({ kind: "add-learner", storeId: "3" });
    const learner = peer(3, "Learner");
    const behind = region([peer(1), learner], { pendingPeers: [learner] });
    expect(nextReplicaStep(behind, views, rules)).toBeUndefined();
    expect(nextReplicaStep(region([peer(1), learner]), views, rules)).toEqual({ kind: "promote", peer: learner });
  });

  it("replaces a replica on a store that is down, offline or forgotten: the new one first, then the old one goes", () => {
    for (const state of ["Down", "Offline", "Tombstone"] as const) {
      const views = stores({ id: "1" }, { id: "2" }, { id: "3", state }, { id: "4" });
      expect(nextReplicaStep(region(three), views, rules)).toEqual({ kind: "add-learner", storeId: "4" });
      const four = region([...three, peer(4)]);
      expect(nextReplicaStep(four, views, rules)).toEqual({ kind: "remove", peer: peer(3) });
    }
  });

  it("does nothing where no store is left that could take the replica", () => {
    const views = stores({ id: "1" }, { id: "2" }, { id: "3", state: "Offline" });
    expect(nextReplicaStep(region(three), views, rules)).toBeUndefined();
  });

  it("moves leadership away before it removes the leader's replica", () => {
    const views = stores({ id: "1", state: "Offline" }, { id: "2", leaderCount: 2 }, { id: "3" }, { id: "4" });
    expect(nextReplicaStep(region([...three, peer(4)]), views, rules)).toEqual({
      kind: "transfer-leader",
      peer: peer(3),
    });
  });
});

describe("a round of scheduling", () => {
  const view = (more: Partial<ScheduleView>): ScheduleView => ({
    regions: [region(three)],
    stores: stores({ id: "1", leaderCount: 3 }, { id: "2", leaderCount: 0 }, { id: "3", leaderCount: 0 }),
    busy: new Set(),
    running: { replica: 0, leader: 0 },
    rules,
    limits: { replica: 64, leader: 4 },
    halted: false,
    balancesLeaders: true,
    ...more,
  });

  it("balances leaders, unless that would only swap who has more", () => {
    expect(decideSchedule(view({}))).toMatchObject([{ description: "balance-leader", step: { peer: peer(2) } }]);
    const even = stores({ id: "1", leaderCount: 1 }, { id: "2", leaderCount: 0 }, { id: "3", leaderCount: 1 });
    expect(decideSchedule(view({ stores: even }))).toEqual([]);
  });

  it("does nothing while it is halted, the region is busy, or the limit is zero", () => {
    expect(decideSchedule(view({ halted: true }))).toEqual([]);
    expect(decideSchedule(view({ busy: new Set(["4"]) }))).toEqual([]);
    expect(decideSchedule(view({ limits: { replica: 64, leader: 0 } }))).toEqual([]);
    const missing = { regions: [region([peer(1)])], limits: { replica: 0, leader: 0 } };
    expect(decideSchedule(view(missing))).toEqual([]);
  });

  it("takes leaders off an evicted store, and gives it none", () => {
    const evicted = stores({ id: "1", leaderCount: 1, evicted: true }, { id: "2", leaderCount: 5 }, { id: "3" });
    expect(decideSchedule(view({ stores: evicted, balancesLeaders: false }))).toMatchObject([
      { description: "evict-leader", step: { kind: "transfer-leader", peer: peer(3) } },
    ]);
    const others = stores({ id: "1", leaderCount: 3 }, { id: "2", evicted: true }, { id: "3", evicted: true });
    expect(decideSchedule(view({ stores: others }))).toEqual([]);
  });
});
