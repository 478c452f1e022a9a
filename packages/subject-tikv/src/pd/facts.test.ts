import { describe, expect, it } from "vitest";
import { healthOf, membersOf, schedulersOf, schedulingOf, storeLimitsOf } from "./cluster-facts.js";
import { parseExactJson } from "./exact-json.js";
import { regionLackOf } from "./region-facts.js";
import { storesOf } from "./store-facts.js";

const stores = `{"count":2,"stores":[
  {"store":{"id":10,"address":"tikv2:20160","version":"8.5.5","status_address":"tikv2:20180","last_heartbeat":1700000000123456789,"state_name":"Disconnected","state":0},
   "status":{"capacity":"1GiB","available":"256MiB","leader_count":0,"leader_weight":1,"region_weight":0,"region_count":3,"last_heartbeat_ts":"2026-11-25T10:00:00.123456789Z","uptime":"1m0s"}},
  {"store":{"id":4,"address":"tikv1:20160","version":"8.5.5","last_heartbeat":1700000000123456789,"state_name":"Up"},
   "status":{"capacity":"1GiB","available":"900MiB","leader_count":2,"leader_weight":1,"region_weight":1,"region_count":3}}]}`;

describe("PD's answers", () => {
  it("give stores in the order of their ids, sizes in bytes, and heartbeats as times", () => {
    expect(storesOf(parseExactJson(stores))).toEqual([
      {
        id: "4",
        address: "tikv1:20160",
        stateName: "Up",
        version: "8.5.5",
        capacityBytes: 2 ** 30,
        availableBytes: 900 * 2 ** 20,
        leaderCount: 2,
        regionCount: 3,
        leaderWeight: 1,
        regionWeight: 1,
        lastHeartbeatAt: 1700000000123.4568,
      },
      {
        id: "10",
        address: "tikv2:20160",
        stateName: "Disconnected",
        version: "8.5.5",
        capacityBytes: 2 ** 30,
        availableBytes: 256 * 2 ** 20,
        leaderCount: 0,
        regionCount: 3,
        leaderWeight: 1,
        regionWeight: 0,
        lastHeartbeatAt: Date.parse("2026-11-25T10:00:00.123Z"),
      },
    ]);
  });

  it("name members by name, with every digit of their ids", () => {
    const answer = parseExactJson(`{"header":{"cluster_id":7299011222333444555},
      "members":[{"name":"pd2","member_id":13179814321436389120,"peer_urls":["http://pd2:2380"],"client_urls":["http://pd2:2379"]},
                 {"name":"pd1","member_id":3,"peer_urls":["http://pd1:2380"],"client_urls":["http://pd1:2379"]}],
      "leader":{"name":"pd2","member_id":13179814321436389120},"etcd_leader":{"name":"pd2"}}`);
    expect(membersOf(answer)).toEqual({
      leader: "pd2",
      members: [
        { name: "pd1", memberId: "3", peerUrls: ["http://pd1:2380"], clientUrls: ["http://pd1:2379"] },
        {
          name: "pd2",
          memberId: "13179814321436389120",
          peerUrls: ["http://pd2:2380"],
          clientUrls: ["http://pd2:2379"],
        },
      ],
    });
    expect(membersOf({ members: [], leader: {} })).toEqual({ leader: null, members: [] });
  });

  it("tell which members are well", () => {
    const answer = [
      { name: "pd1", member_id: 1, client_urls: [], health: true },
      { name: "pd2", member_id: 2, client_urls: [], health: false },
    ];
    expect([...healthOf(answer)]).toEqual([
      ["pd1", true],
      ["pd2", false],
    ]);
  });

  it("tell whose peers are down or pending", () => {
    const region = { id: 2, peers: [{ id: 3, store_id: 1 }], leader: { id: 3, store_id: 1 } };
    const down = {
      count: 1,
      regions: [{ ...region, down_peers: [{ peer: { id: 9, store_id: 4 }, down_seconds: 12 }] }],
    };
    const pending = { count: 1, regions: [{ ...region, pending_peers: [{ id: 9, store_id: 10 }] }] };
    expect(regionLackOf("down-peer", down)).toEqual({ count: 1, storeIds: ["4"] });
    expect(regionLackOf("pending-peer", pending)).toEqual({ count: 1, storeIds: ["10"] });
    expect(regionLackOf("miss-peer", { count: 1, regions: [region] })).toEqual({ count: 1, storeIds: [] });
    expect(regionLackOf("miss-peer", { count: 0, regions: null })).toEqual({ count: 0, storeIds: [] });
  });

  it("tell how peers and leaders are scheduled", () => {
    const answer = {
      log: {},
      schedule: { "leader-schedule-limit": 4, "store-limit": { "1": { "add-peer": 0, "remove-peer": 15 } } },
      replication: { "max-replicas": 3, "enable-placement-rules": "true" },
    };
    const { schedule, replication } = schedulingOf(answer);
    expect(replication["max-replicas"]).toBe(3);
    expect(storeLimitsOf(schedule)).toEqual([{ storeId: "1", addPeer: 0, removePeer: 15 }]);
    expect(schedulersOf(["balance-region-scheduler", "balance-leader-scheduler"])).toEqual([
      "balance-leader-scheduler",
      "balance-region-scheduler",
    ]);
  });

  it("say nothing where they have another shape", () => {
    expect(storesOf("redirect finds no leader")).toEqual([]);
    expect(membersOf(null)).toEqual({ leader: null, members: [] });
    expect(healthOf({}).size).toBe(0);
  });
});
