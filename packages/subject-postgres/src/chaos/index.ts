import type { ChaosType } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";
import { archiveFailing } from "./archive-failing.js";
import { authRejected } from "./auth-rejected.js";
import { configBroken } from "./config-broken.js";
import { lockPileup } from "./lock-pileup.js";
import { nodeKill } from "./node-kill.js";
import { readOnly } from "./read-only.js";
import { syncStandbyMissing } from "./sync-standby-missing.js";

export const chaos: Readonly<Record<string, ChaosType<PostgresCluster>>> = {
  archive_failing: archiveFailing,
  auth_rejected: authRejected,
  config_broken: configBroken,
  lock_pileup: lockPileup,
  node_kill: nodeKill,
  read_only: readOnly,
  sync_standby_missing: syncStandbyMissing,
};
