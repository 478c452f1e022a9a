import type { NodeSight } from "@eval/docker-kit";
import { describe, expect, it } from "vitest";
import type { PdView } from "./pd/pd-view.js";
import type { StoreFacts } from "./pd/store-facts.js";
import { scheduling } from "./pd-config.js";
import { findProblems } from "./problems.js";
import type { Sight } from "./sight.js";
import { topologyOf } from "./topology.js";

const topology = topologyOf({ pds: 3, stores: 3 });
const now = Date.parse("2026-11-25T10:00:00Z");

function store(number: number, changes: Partial<StoreFacts> = {}): StoreFacts {
  return {
    id: String(number),
    address: `tikv${number}:20160`,
    stateName: "Up",
    version: "8.5.5",
    capacityBytes: 1000,
    availableBytes: 900,
    leaderCount: 1,
    regionCount: 3,
    leaderWeight: 1,
    regionWeight: 1,
    lastHeartbeatAt: now - 800,
    ...changes,
  };
}

const pd: PdView = {
  answering: { pd1: true, pd2: true, pd3: true },
  health: { pd1: true, pd2: true, pd3: true },
  members: topology.pds.map((name) => ({ name, memberId: `9${name}`, clientUrls: [], peerUrls: [] })),
  leader: "pd1",
  stores: [store(1), store(2), store(3)],
  at: now,
  regions: {
    "miss-peer": { count: 0, storeIds: [] },
    "pending-peer": { count: 0, storeIds: [] },
    "down-peer": { count: 0, storeIds: [] },
  },
  regionCount: 3,
  // As v8.5.5 starts them.
  schedulers: [
    "balance-hot-region-scheduler",
    "balance-leader-scheduler",
    "balance-region-scheduler",
    "evict-slow-store-scheduler",
    "evict-stopping-store-scheduler",
  ],
  config: {
    schedule: { ...scheduling.schedule, "max-store-down-time": "30m0s", "halt-scheduling": "false" },
    replication: { "max-replicas": 3 },
  },
};

const healthy: Sight = {
  nodes: topology.members.map(({ name }): NodeSight => ({ name, status: "running", ports: {}, connected: true })),
  pd,
  pings: { tikv1: { ms: 1 }, tikv2: { ms: 2 }, tikv3: { ms: 1 } },
  client: { ms: 3 },
};

const keysOf = (sight: Partial<Sight>) => findProblems(topology, { ...healthy, ...sight }).map(({ key }) => key);
const withPd = (changes: Partial<PdView>) => keysOf({ pd: { ...pd, ...changes } });
const withStores = (...stores: StoreFacts[]) => withPd({ stores });
const withNode = (name: string, changes: Partial<NodeSight>) => ({
  nodes: healthy.nodes.map((node) => (node.name === name ? { ...node, ...changes } : node)),
});

describe("the problems of a cluster", () => {
  it("are none where all is as it was set up", () => {
    expect(keysOf({})).toEqual([]);
  });

  it.each([
    ["exited", "node_down:tikv2"],
    ["restarting", "node_down:tikv2"],
    ["missing", "node_missing:tikv2"],
    ["paused", "node_unresponsive:tikv2"],
  ] as const)("name a node whose container is %s, and only that of it", (status, key) => {
    const sight = { ...withNode("tikv2", { status }), pings: { ...healthy.pings, tikv2: { error: "refused" } } };
    expect(keysOf(sight)).toEqual([key]);
  });

  it("name a node that is off the network", () => {
    const sight = {
      ...withNode("pd3", { connected: false }),
      pd: { ...pd, answering: { ...pd.answering, pd3: false } },
    };
    expect(keysOf(sight)).toEqual(["node_unreachable:pd3"]);
  });

  it("name a store that runs and does not answer, and one that is slow", () => {
    const pings = { tikv1: { error: "no answer within 500 ms" }, tikv2: { ms: 51.4 }, tikv3: { ms: 3 } };
    const problems = findProblems(topology, { ...healthy, pings });
    expect(problems.map(({ key, message }) => [key, message])).toEqual([
      ["store_slow:tikv2", "tikv2 takes 51 ms for a request that takes one or two as a rule"],
      ["store_unresponsive:tikv1", "tikv1 does not answer clients: no answer within 500 ms"],
    ]);
  });

  it("do not take a busy host for a slow store, nor a slow network for a busy host", () => {
    expect(keysOf({ pings: { tikv1: { ms: 40 }, tikv2: { ms: 60 }, tikv3: { ms: 35 } } })).toEqual([]);
    const slow = { ms: 750 };
    expect(keysOf({ pings: { tikv1: slow, tikv2: slow, tikv3: slow } })).toEqual([
      "store_slow:tikv1",
      "store_slow:tikv2",
      "store_slow:tikv3",
    ]);
  });

  it("tell when clients cannot write", () => {
    expect(keysOf({ client: { error: "no leader" } })).toEqual(["client_write"]);
  });

  it("tell when no PD answers, and guess nothing beyond that", () => {
    const none: PdView = {
      answering: { pd1: false, pd2: false, pd3: false },
      health: null,
      members: null,
      leader: null,
      stores: null,
      at: null,
      regions: null,
      regionCount: null,
      schedulers: null,
      config: null,
    };
    expect(keysOf({ pd: none })).toEqual([
      "pd_unavailable",
      "pd_unresponsive:pd1",
      "pd_unresponsive:pd2",
      "pd_unresponsive:pd3",
    ]);
  });

  it("tell what a PD with a leader leaves open, but for the health that it may be slow to find out", () => {
    expect(withPd({ stores: null, health: null })).toEqual(["pd_incomplete"]);
    expect(withPd({ health: null })).toEqual([]);
  });

  it("name members that are missing, unwell or not of this cluster", () => {
    const [first, second] = pd.members ?? [];
    expect(
      withPd({ members: [first!, second!, { name: "pd9", memberId: "1", clientUrls: [], peerUrls: [] }] }),
    ).toEqual(["pd_member_missing:pd3", "pd_member_unknown:pd9"]);
    expect(withPd({ health: { pd1: true, pd2: false, pd3: true } })).toEqual(["pd_member_unhealthy:pd2"]);
  });

  it.each(["Disconnected", "Down", "Offline"])("name a store that is %s", (stateName) => {
    expect(withStores(store(1), store(2, { stateName }), store(3))).toEqual(["store_state:tikv2"]);
  });

  it("do not pass a cluster from which a store was taken away", () => {
    expect(withStores(store(1), store(3))).toEqual(["store_missing:tikv2"]);
  });

  it("do not pass a cluster with a store too many, at a known address or not", () => {
    const replaced = [store(1), store(2, { stateName: "Offline" }), store(3), store(4, { address: "tikv2:20160" })];
    expect(withStores(...replaced)).toEqual(["store_extra:2"]);
    expect(withStores(store(1), store(2), store(3), store(9))).toEqual(["store_extra:9"]);
  });

  it("name a store that PD has not heard of, long before PD says so", () => {
    expect(withStores(store(1), store(2, { lastHeartbeatAt: now - 5000 }), store(3))).toEqual([]);
    expect(withStores(store(1), store(2, { lastHeartbeatAt: now - 5001 }), store(3))).toEqual(["store_silent:tikv2"]);
  });

  it("name a store whose disk is filling, and one that was weighed out", () => {
    expect(withStores(store(1), store(2, { availableBytes: 301 }), store(3))).toEqual([]);
    expect(withStores(store(1), store(2, { availableBytes: 299 }), store(3))).toEqual(["store_disk_low:tikv2"]);
    expect(withStores(store(1), store(2), store(3, { leaderWeight: 0 }))).toEqual(["store_weight:tikv3"]);
  });

  it("name the stores whose replicas are down or behind, and regions without one", () => {
    const regions = {
      "miss-peer": { count: 2, storeIds: [] },
      "pending-peer": { count: 1, storeIds: ["77"] },
      "down-peer": { count: 3, storeIds: ["2", "3"] },
    };
    expect(withPd({ regions })).toEqual([
      "regions_down_peer:tikv2",
      "regions_down_peer:tikv3",
      "regions_miss_peer",
      "regions_pending_peer",
    ]);
  });

  it("tell when scheduling is halted, limited or set otherwise", () => {
    const configured = (schedule: object, replication: object = {}) =>
      withPd({
        config: {
          schedule: { ...pd.config?.schedule, ...schedule },
          replication: { ...pd.config?.replication, ...replication },
        },
      });
    expect(configured({ "halt-scheduling": "true" })).toEqual(["scheduling_halted"]);
    expect(configured({ "halt-scheduling": true, "replica-schedule-limit": 0 })).toEqual([
      "scheduling_halted",
      "setting:schedule.replica-schedule-limit",
    ]);
    expect(configured({ "max-store-down-time": "1m0s" })).toEqual(["setting:schedule.max-store-down-time"]);
    expect(configured({}, { "max-replicas": 5 })).toEqual(["setting:replication.max-replicas"]);
    expect(configured({ "store-limit": { "2": { "add-peer": 0, "remove-peer": 15 } } })).toEqual(["store_limit:tikv2"]);
  });

  it("tell of schedulers that were added or taken away", () => {
    expect(withPd({ schedulers: ["balance-region-scheduler", "evict-leader-scheduler"] })).toEqual([
      "scheduler_missing:balance-leader-scheduler",
      "scheduler_unexpected:evict-leader-scheduler",
    ]);
  });
});
