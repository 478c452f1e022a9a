import { describe, expect, it } from "vitest";
import { pdConfig } from "./pd-config.js";
import { tikvConfig } from "./tikv-config.js";
import { topologyOf } from "./topology.js";

describe("configuration files", () => {
  it("tell each PD of all, so that any of them can be started first", () => {
    expect(pdConfig(topologyOf({ pds: 3, stores: 3 }))).toMatchInlineSnapshot(`
      "initial-cluster = "pd1=http://pd1:2380,pd2=http://pd2:2380,pd3=http://pd3:2380"
      lease = 3
      tick-interval = "200ms"
      election-interval = "2s"

      [schedule]
      leader-schedule-limit = 4
      region-schedule-limit = 2048
      replica-schedule-limit = 64
      merge-schedule-limit = 8
      hot-region-schedule-limit = 4
      halt-scheduling = false
      max-store-down-time = "30m"

      [replication]
      max-replicas = 3
      "
    `);
  });

  it("keep a TiKV server within its memory", () => {
    expect(tikvConfig({ memoryMb: 1024 })).toMatchInlineSnapshot(`
      "memory-usage-limit = "614MiB"

      [storage]
      reserve-space = "16MiB"
      reserve-raft-space = "0KiB"

      [storage.block-cache]
      capacity = "64MiB"

      [rocksdb]
      max-open-files = 256

      [rocksdb.defaultcf]
      write-buffer-size = "8MiB"

      [rocksdb.writecf]
      write-buffer-size = "8MiB"

      [raftdb]
      max-open-files = 256

      [raft-engine]
      memory-limit = "32MiB"

      [raftstore]
      raft-base-tick-interval = "200ms"
      raft-store-max-leader-lease = "1500ms"
      hibernate-regions = false
      pd-heartbeat-tick-interval = "2s"
      pd-store-heartbeat-tick-interval = "1s"
      peer-stale-state-check-interval = "10s"
      abnormal-leader-missing-duration = "20s"
      max-leader-missing-duration = "60s"
      max-peer-down-duration = "6s"
      "
    `);
  });

  it("keep a small one small", () => {
    const text = tikvConfig({ memoryMb: 128 });
    expect(text).toContain('memory-usage-limit = "76MiB"');
    expect(text).toContain('capacity = "32MiB"');
    expect(text).toContain('write-buffer-size = "2MiB"');
  });
});
