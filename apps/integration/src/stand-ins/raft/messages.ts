/** An entry of a replicated log. */
export interface Entry {
  kind: "normal" | "conf";
  term: number;
  index: number;
  data: Buffer;
}

/** What a replica must not forget. `vote` is empty when it voted for nobody in this term. */
export interface HardState {
  term: number;
  vote: string;
  commit: number;
}

/** Who takes part: voters decide, learners only follow. */
export interface Membership {
  voters: readonly string[];
  learners: readonly string[];
}

export interface Snapshot {
  index: number;
  term: number;
  membership: Membership;
  /** The state machine's, opaque. */
  data: Buffer;
}

export type MessageType =
  | "MsgAppend"
  | "MsgAppendResponse"
  | "MsgHeartbeat"
  | "MsgHeartbeatResponse"
  | "MsgRequestVote"
  | "MsgRequestVoteResponse"
  | "MsgRequestPreVote"
  | "MsgRequestPreVoteResponse"
  | "MsgSnapshot"
  | "MsgTimeoutNow";

export interface Message {
  type: MessageType;
  to: string;
  from: string;
  term: number;
  /** Of an append, the entry before the first; of a response, how far the sender agrees. */
  index: number;
  logTerm: number;
  entries: readonly Entry[];
  commit: number;
  reject: boolean;
  /** Of a rejection, where agreement may be. */
  rejectHint: number;
  snapshot?: Snapshot;
  /** Of heartbeats, the round of reads that they confirm; of votes, `transfer` when a leader asked for it. */
  context: string;
}

/** A message with everything that it does not say left empty. */
export const message = (said: Partial<Message> & Pick<Message, "type" | "to">): Omit<Message, "from"> => ({
  term: 0,
  index: 0,
  logTerm: 0,
  entries: [],
  commit: 0,
  reject: false,
  rejectHint: 0,
  context: "",
  ...said,
});

export type ConfChange = { kind: "add" | "add-learner" | "remove"; id: string };

/** The membership after one change. */
export function changeMembership({ voters, learners }: Membership, change: ConfChange): Membership {
  const without = (ids: readonly string[]) => ids.filter((id) => id !== change.id);
  return {
    voters: [...without(voters), ...(change.kind === "add" ? [change.id] : [])],
    learners: [...without(learners), ...(change.kind === "add-learner" ? [change.id] : [])],
  };
}
