import type { ChaosType } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";
import { archiveFailing } from "./archive-failing.js";
import { authRejected } from "./auth-rejected.js";
import { configBroken } from "./config-broken.js";
import { connectionExhaustion } from "./connection-exhaustion.js";
import { lockPileup } from "./lock-pileup.js";
import { nodeBlip } from "./node-blip.js";
import { nodeKill } from "./node-kill.js";
import { nodePause } from "./node-pause.js";
import { readOnly } from "./read-only.js";
import { replayPaused } from "./replay-paused.js";
import { slotRetention } from "./slot-retention.js";
import { standbyDiverged } from "./standby-diverged.js";
import { syncStandbyMissing } from "./sync-standby-missing.js";

export const chaos: Readonly<Record<string, ChaosType<PostgresCluster>>> = {
  archive_failing: archiveFailing,
  auth_rejected: authRejected,
  config_broken: configBroken,
  connection_exhaustion: connectionExhaustion,
  lock_pileup: lockPileup,
  node_blip: nodeBlip,
  node_kill: nodeKill,
  node_pause: nodePause,
  read_only: readOnly,
  replay_paused: replayPaused,
  slot_retention: slotRetention,
  standby_diverged: standbyDiverged,
  sync_standby_missing: syncStandbyMissing,
};
