import { tomlOf } from "./toml.js";

/** How often a store reports to PD, in ms: PD itself waits for 20 s of silence before it says so. */
export const storeHeartbeatMs = 1000;

const mebibytes = (amount: number) => `${Math.floor(amount)}MiB`;

/**
 * Text of a TiKV server's configuration: small in memory and files, and quick to miss a leader or a peer.
 * An election begins after 10 to 20 ticks, 2 to 4 s.
 */
export function tikvConfig({ memoryMb }: { memoryMb: number }): string {
  const buffer = mebibytes(Math.max(2, Math.min(8, memoryMb / 64)));
  return tomlOf({
    "memory-usage-limit": mebibytes(memoryMb * 0.6),
    storage: {
      // Of a small volume 5 % are kept whatever this says: enough for writes to be refused before they fail.
      "reserve-space": "16MiB",
      "reserve-raft-space": "0KiB",
      "block-cache": { capacity: mebibytes(Math.min(64, memoryMb / 4)) },
    },
    rocksdb: {
      "max-open-files": 256,
      defaultcf: { "write-buffer-size": buffer },
      writecf: { "write-buffer-size": buffer },
    },
    raftdb: { "max-open-files": 256 },
    "raft-engine": { "memory-limit": mebibytes(Math.min(32, memoryMb / 8)) },
    raftstore: {
      "raft-base-tick-interval": "200ms",
      "raft-store-max-leader-lease": "1500ms",
      "hibernate-regions": false,
      "pd-heartbeat-tick-interval": "2s",
      "pd-store-heartbeat-tick-interval": `${storeHeartbeatMs / 1000}s`,
      "peer-stale-state-check-interval": "10s",
      "abnormal-leader-missing-duration": "20s",
      "max-leader-missing-duration": "60s",
      "max-peer-down-duration": "6s",
    },
  });
}
