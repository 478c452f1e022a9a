/** Parts of kvproto's messages, as they are read and written. */
export type Peer = { id: string; store_id: string; role?: string };
export type RegionEpoch = { conf_ver: string; version: string };
export type Region = { id: string; start_key: Buffer; end_key: Buffer; region_epoch: RegionEpoch; peers: Peer[] };

/** `errorpb.Error`: a store's refusal of a request for a region. At most one of the reasons is set. */
export type RegionError = {
  message: string;
  not_leader?: { leader?: Peer | null } | null;
  [reason: string]: unknown;
};

/** What a client does about it. */
export type NextStep =
  | { do: "follow"; leader: Peer }
  /** Asks PD again where the region is. */
  | { do: "ask_pd" }
  /** The same place is right, but not now. */
  | { do: "wait" };

const notNow = ["server_is_busy", "recovery_in_progress", "RecoveryInProgress", "disk_full", "stale_command"];

/** Pure: from what a store said to what its client does next. */
export function nextStep(error: RegionError): NextStep {
  const leader = error.not_leader?.leader;
  if (leader && leader.store_id !== "0") return { do: "follow", leader };
  if (notNow.some((reason) => error[reason])) return { do: "wait" };
  // Without a leader, with another epoch, in another region or on another store: what is known is old.
  return { do: "ask_pd" };
}

/** The reason in words, for whoever gave up in the end. */
export function reasonOf(error: RegionError): string {
  const reason = Object.keys(error).find((key) => key !== "message" && error[key]);
  return [reason, error.message].filter(Boolean).join(": ") || "refused";
}
