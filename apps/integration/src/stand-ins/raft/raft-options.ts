import type { HardState, Membership, Snapshot } from "./messages.js";
import type { RaftLog } from "./raft-log.js";

/** What a replica begins with. */
export interface RaftOptions {
  id: string;
  membership: Membership;
  log: RaftLog;
  hardState: HardState;
  /** Everything up to here is in the state machine. */
  applied: number;
  electionTicks: number;
  heartbeatTicks: number;
  /** In [0, 1); spreads elections. */
  random: () => number;
  /** Of the state machine as it is. */
  snapshot: () => Snapshot;
}
