import type { ChaosType } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";
import { lockPileup } from "./lock-pileup.js";
import { nodeKill } from "./node-kill.js";

export const chaos: Readonly<Record<string, ChaosType<PostgresCluster>>> = {
  lock_pileup: lockPileup,
  node_kill: nodeKill,
};
