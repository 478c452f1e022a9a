import type { ChaosType } from "@eval/core";
import type { EtcdCluster } from "../etcd-cluster.js";
import { authLockedOut } from "./auth-locked-out.js";
import { latency } from "./latency.js";
import { memberRemoved } from "./member-removed.js";
import { memberWiped } from "./member-wiped.js";
import { networkPartition } from "./network-partition.js";
import { nodeKill } from "./node-kill.js";
import { nodePause } from "./node-pause.js";
import { nospaceAlarm } from "./nospace-alarm.js";
import { peerUrlWrong } from "./peer-url-wrong.js";

export const chaos: Readonly<Record<string, ChaosType<EtcdCluster>>> = {
  auth_locked_out: authLockedOut,
  latency,
  member_removed: memberRemoved,
  member_wiped: memberWiped,
  network_partition: networkPartition,
  node_kill: nodeKill,
  node_pause: nodePause,
  nospace_alarm: nospaceAlarm,
  peer_url_wrong: peerUrlWrong,
};
