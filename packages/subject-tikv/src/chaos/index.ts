import type { ChaosType } from "@eval/core";
import type { TikvCluster } from "../tikv-cluster.js";
import { diskPressure } from "./disk-pressure.js";
import { evictLeaderLeftBehind } from "./evict-leader-left-behind.js";
import { latency } from "./latency.js";
import { networkDisconnect } from "./network-disconnect.js";
import { networkPartition } from "./network-partition.js";
import { nodeKill } from "./node-kill.js";
import { nodePause } from "./node-pause.js";
import { pdLeaderKill } from "./pd-leader-kill.js";
import { pdMemberWiped } from "./pd-member-wiped.js";
import { schedulingHalted } from "./scheduling-halted.js";
import { storeGrpcPaused } from "./store-grpc-paused.js";
import { storeWiped } from "./store-wiped.js";

export const chaos: Readonly<Record<string, ChaosType<TikvCluster>>> = {
  disk_pressure: diskPressure,
  evict_leader_left_behind: evictLeaderLeftBehind,
  latency,
  network_disconnect: networkDisconnect,
  network_partition: networkPartition,
  node_kill: nodeKill,
  node_pause: nodePause,
  pd_leader_kill: pdLeaderKill,
  pd_member_wiped: pdMemberWiped,
  scheduling_halted: schedulingHalted,
  store_grpc_paused: storeGrpcPaused,
  store_wiped: storeWiped,
};
