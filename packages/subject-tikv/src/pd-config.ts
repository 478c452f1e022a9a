import type { JsonObject } from "@eval/core";
import { pdPeerUrl, type Topology } from "./topology.js";
import { tomlOf } from "./toml.js";

/**
 * What decides about replicas and leaders. A cluster that runs with other values is not as it was briefed,
 * whatever its stores look like.
 */
export const scheduling = {
  schedule: {
    "leader-schedule-limit": 4,
    "region-schedule-limit": 2048,
    "replica-schedule-limit": 64,
    "merge-schedule-limit": 8,
    "hot-region-schedule-limit": 4,
    "halt-scheduling": false,
    "max-store-down-time": "30m",
  },
  replication: { "max-replicas": 3 },
} as const;

/** How often PD's members hear from each other, and how long it takes them to miss a leader. */
const failover = { lease: 3, "tick-interval": "200ms", "election-interval": "2s" } as const;

/** Text of a PD server's configuration: one of those that set the cluster up. */
export function pdConfig(topology: Topology): string {
  return tomlOf({
    // To take a new member into a cluster that exists: replace this line by join = "http://NAME:2379,…".
    "initial-cluster": topology.pds.map((name) => `${name}=${pdPeerUrl(name)}`).join(","),
    ...failover,
    ...(scheduling as JsonObject),
  });
}
