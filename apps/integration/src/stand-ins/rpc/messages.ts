/** What the calls of pdpb and tikvpb carry, as the protocol loader gives it: 64-bit integers as strings. */
export interface Peer {
  id: string;
  store_id: string;
  role: "Voter" | "Learner" | "IncomingVoter" | "DemotingVoter";
}

export interface RegionEpoch {
  conf_ver: string;
  version: string;
}

export interface Region {
  id: string;
  start_key: Buffer;
  end_key: Buffer;
  region_epoch: RegionEpoch;
  peers: Peer[];
}

export interface StoreMeta {
  id: string;
  address: string;
  state: "Up" | "Offline" | "Tombstone";
  labels: { key: string; value: string }[];
  version: string;
  peer_address: string;
  status_address: string;
  git_hash: string;
  start_timestamp: string;
  deploy_path: string;
  last_heartbeat: string;
  physically_destroyed: boolean;
  node_state: "Preparing" | "Serving" | "Removing" | "Removed";
}

export interface StoreStats {
  store_id: string;
  capacity: string;
  available: string;
  used_size: string;
  region_count: number;
  sending_snap_count: number;
  receiving_snap_count: number;
  applying_snap_count: number;
  start_time: number;
  is_busy: boolean;
  slow_score: string;
  is_grpc_paused: boolean;
}

export interface ResponseHeader {
  cluster_id: string;
  error?: { type: string; message: string } | null;
}

export interface PdMember {
  name: string;
  member_id: string;
  peer_urls: string[];
  client_urls: string[];
  leader_priority?: number;
  deploy_path?: string;
  binary_version?: string;
  git_hash?: string;
}

export interface PeerStats {
  peer: Peer;
  down_seconds: string;
}

export interface RegionHeartbeat {
  header: { cluster_id: string };
  region: Region;
  leader: Peer;
  down_peers: PeerStats[];
  pending_peers: Peer[];
  /** Bytes. */
  approximate_size: string;
  approximate_keys: string;
  term: string;
}

export interface RegionInstruction {
  header: ResponseHeader;
  region_id: string;
  region_epoch: RegionEpoch;
  target_peer: Peer;
  change_peer?: { peer: Peer; change_type: ConfChangeType } | null;
  transfer_leader?: { peer: Peer } | null;
}

export type ConfChangeType = "AddNode" | "RemoveNode" | "AddLearnerNode";

export interface PeerReport {
  raft_state: { hard_state: { term: string; vote: string; commit: string }; last_index: string };
  region_state: { state: string; region: Region };
  is_force_leader: boolean;
}

export interface RecoveryPlan {
  tombstones: string[];
  demotes: { region_id: string; failed_voters: Peer[] }[];
  force_leader: { failed_stores: string[]; enter_force_leaders: string[] } | null;
  step: string;
}
