import {
  changeMembership,
  message,
  type ConfChange,
  type Entry,
  type HardState,
  type Membership,
  type Message,
  type Snapshot,
} from "./messages.js";
import { answerToOlderTerm, takeEntries, tally } from "./follow.js";
import type { RaftLog } from "./raft-log.js";
import type { RaftOptions } from "./raft-options.js";
import { Outbox, type Ready } from "./ready.js";
import { Replication } from "./replication.js";

/**
 * One replica of a replicated log, as a state machine without clock, disk or network: it is ticked and given messages,
 * and says in `ready` what to write, send and apply. With pre-votes, and leaders that step down without a majority.
 */
export class RaftNode {
  readonly id: string;
  readonly log: RaftLog;
  readonly electionTicks: number;
  role: "follower" | "pre-candidate" | "candidate" | "leader" = "follower";
  term: number;
  leaderId = "";
  commit: number;
  applied: number;
  membership: Membership;
  replication: Replication | undefined;
  readonly #options: RaftOptions;
  #vote: string;
  #votes = new Map<string, boolean>();
  #elapsed = 0;
  #sinceHeartbeat = 0;
  #timeout = 0;
  #pendingConfIndex = 0;
  readonly #outbox: Outbox;

  constructor(options: RaftOptions) {
    this.#options = options;
    this.id = options.id;
    this.log = options.log;
    this.electionTicks = options.electionTicks;
    this.membership = options.membership;
    this.term = options.hardState.term;
    this.#vote = options.hardState.vote;
    this.#outbox = new Outbox(options.hardState);
    this.applied = options.applied;
    this.commit = Math.min(Math.max(options.hardState.commit, options.applied), this.log.lastIndex);
    this.#resetTimeout();
  }

  tick(): void {
    this.#elapsed += 1;
    if (this.replication) this.#tickLeader(this.replication);
    else if (this.#elapsed >= this.#timeout && this.membership.voters.includes(this.id)) this.campaign();
  }

  #tickLeader(replication: Replication): void {
    replication.tick();
    if (this.#elapsed >= this.electionTicks) {
      this.#elapsed = 0;
      replication.transferee = undefined;
      if (!replication.takeQuorumActive()) {
        this.#becomeFollower(this.term, "");
        return;
      }
    }
    this.#sinceHeartbeat += 1;
    if (this.#sinceHeartbeat >= this.#options.heartbeatTicks) {
      this.#sinceHeartbeat = 0;
      replication.broadcastHeartbeat();
    }
  }

  /** The entry's index, or undefined when this replica does not lead or is handing over. */
  propose(data: Buffer, kind: Entry["kind"] = "normal"): number | undefined {
    const { replication } = this;
    if (!replication || replication.transferee !== undefined) return undefined;
    if (kind === "conf") {
      if (this.#pendingConfIndex > this.applied) return undefined;
      this.#pendingConfIndex = this.log.lastIndex + 1;
    }
    const index = this.log.lastIndex + 1;
    this.log.push({ kind, term: this.term, index, data });
    replication.broadcastAppend();
    return index;
  }

  /** False when this replica cannot confirm now that it leads. */
  read(context: string): boolean {
    if (!this.replication || this.log.term(this.commit) !== this.term) return false;
    this.#outbox.reads.push(...this.replication.beginRead(context));
    return true;
  }

  applyConfChange(change: ConfChange): void {
    this.membership = changeMembership(this.membership, change);
    if (!this.replication) return;
    this.replication.follow(this.membership);
    if (!this.membership.voters.includes(this.id)) this.#becomeFollower(this.term, "");
    else {
      this.#advanceCommit();
      this.replication.broadcastAppend();
    }
  }

  /** Members that failed for good are taken out without a majority's word, and this replica leads. */
  forceLead(membership: Membership): void {
    this.membership = membership;
    this.#becomeFollower(this.term + 1, "");
    this.#vote = this.id;
    this.#becomeLeader();
  }

  /** `pre` asks first whether anybody would vote for it; `transfer`: a leader asked for it, so nobody waits. */
  campaign(kind: "pre" | "election" | "transfer" = "pre"): void {
    const isPre = kind === "pre";
    this.role = isPre ? "pre-candidate" : "candidate";
    this.replication = undefined;
    this.leaderId = "";
    this.#resetTimeout();
    this.#votes = new Map();
    if (!isPre) {
      this.term += 1;
      this.#vote = this.id;
    }
    const type = isPre ? "MsgRequestPreVote" : "MsgRequestVote";
    const term = isPre ? this.term + 1 : this.term;
    const { lastIndex: index, lastTerm: logTerm } = this.log;
    for (const to of this.membership.voters.filter((voter) => voter !== this.id)) {
      this.send(message({ type, to, term, index, logTerm, context: kind === "transfer" ? "transfer" : "" }));
    }
    this.#poll(this.id, true);
  }

  #poll(from: string, granted: boolean): void {
    if (!this.#votes.has(from)) this.#votes.set(from, granted);
    const result = tally(this.membership.voters, this.#votes);
    if (result === "lost") this.#becomeFollower(this.term, "");
    else if (result === "won" && this.role === "pre-candidate") this.campaign("election");
    else if (result === "won") this.#becomeLeader();
  }

  step(said: Message): void {
    if (said.term > this.term && !this.#meetNewerTerm(said)) return;
    if (said.term < this.term && said.type !== "MsgRequestPreVoteResponse") {
      const answer = answerToOlderTerm(this.term, said);
      if (answer) this.send(answer);
      return;
    }
    switch (said.type) {
      case "MsgRequestVote":
      case "MsgRequestPreVote":
        this.#answerVote(said);
        break;
      case "MsgRequestVoteResponse":
        if (this.role === "candidate") this.#poll(said.from, !said.reject);
        break;
      case "MsgRequestPreVoteResponse":
        if (this.role === "pre-candidate") this.#poll(said.from, !said.reject);
        break;
      case "MsgAppend":
      case "MsgHeartbeat":
      case "MsgSnapshot":
        if (this.role !== "leader") this.#hearLeader(said);
        break;
      case "MsgAppendResponse":
        if (this.replication?.onAppendResponse(said) && this.#advanceCommit()) this.replication.broadcastAppend();
        break;
      case "MsgHeartbeatResponse":
        this.#outbox.reads.push(...(this.replication?.onHeartbeatResponse(said) ?? []));
        break;
      case "MsgTimeoutNow":
        if (this.membership.voters.includes(this.id)) this.campaign("transfer");
    }
  }

  /** False when the message is to be ignored: a leader is alive, and nobody was asked to replace it. */
  #meetNewerTerm(said: Message): boolean {
    const asksForVote = said.type === "MsgRequestVote" || said.type === "MsgRequestPreVote";
    const leaderIsAlive = this.leaderId !== "" && this.#elapsed < this.electionTicks;
    if (asksForVote && said.context !== "transfer" && leaderIsAlive) return false;
    if (said.type === "MsgRequestPreVote") return true;
    if (said.type === "MsgRequestPreVoteResponse" && !said.reject) return true;
    const leads = said.type === "MsgAppend" || said.type === "MsgHeartbeat" || said.type === "MsgSnapshot";
    this.#becomeFollower(said.term, leads ? said.from : "");
    return true;
  }

  #answerVote({ type, from, term, index, logTerm }: Message): void {
    const isPre = type === "MsgRequestPreVote";
    const isFree = isPre ? term > this.term : this.#vote === from || (this.#vote === "" && this.leaderId === "");
    const granted = isFree && this.log.isUpToDate({ lastTerm: logTerm, lastIndex: index });
    const answer = isPre ? "MsgRequestPreVoteResponse" : "MsgRequestVoteResponse";
    this.send(message({ type: answer, to: from, term: granted ? term : this.term, reject: !granted }));
    if (granted && !isPre) {
      this.#elapsed = 0;
      this.#vote = from;
    }
  }

  #hearLeader(said: Message): void {
    if (this.role !== "follower") this.#becomeFollower(said.term, said.from);
    this.#elapsed = 0;
    this.leaderId = said.from;
    const answer = (type: Message["type"], more: Partial<Message>) =>
      this.send(message({ type, to: said.from, term: this.term, ...more }));
    if (said.type === "MsgHeartbeat") {
      this.commit = Math.max(this.commit, Math.min(said.commit, this.log.lastIndex));
      answer("MsgHeartbeatResponse", { context: said.context });
    } else if (said.type === "MsgSnapshot") {
      this.#takeSnapshot(said.snapshot);
      answer("MsgAppendResponse", { index: this.commit });
    } else {
      const taken = takeEntries(this.log, this.commit, said);
      this.commit = taken.commit;
      answer("MsgAppendResponse", taken.answer);
    }
  }

  #takeSnapshot(snapshot: Snapshot | undefined): void {
    if (!snapshot || snapshot.index <= this.commit) return;
    this.log.restore(snapshot);
    this.commit = snapshot.index;
    this.membership = snapshot.membership;
    this.#outbox.snapshot = snapshot;
  }

  send(said: Omit<Message, "from">): void {
    this.#outbox.messages.push({ ...said, from: this.id });
  }

  snapshot = (): Snapshot => this.#options.snapshot();

  #becomeFollower(term: number, leaderId: string): void {
    if (term !== this.term) this.#vote = "";
    this.term = term;
    this.role = "follower";
    this.leaderId = leaderId;
    this.replication = undefined;
    this.#resetTimeout();
  }

  #becomeLeader(): void {
    this.role = "leader";
    this.leaderId = this.id;
    this.#elapsed = 0;
    this.#pendingConfIndex = this.log.lastIndex;
    this.replication = new Replication(this);
    // An entry of this term commits what older terms left.
    this.propose(Buffer.alloc(0));
  }

  #resetTimeout(): void {
    this.#elapsed = 0;
    this.#timeout = this.electionTicks + Math.floor(this.#options.random() * this.electionTicks);
  }

  #advanceCommit(): boolean {
    const index = this.replication?.majorityIndex() ?? 0;
    if (index <= this.commit || this.log.term(index) !== this.term) return false;
    this.commit = index;
    return true;
  }

  get hardState(): HardState {
    return { term: this.term, vote: this.#vote, commit: this.commit };
  }

  get hasReady(): boolean {
    const { log } = this;
    return log.stableIndex < log.lastIndex || this.applied < this.commit || this.#outbox.isWaiting(this.hardState);
  }

  /** Takes what is to be done. Committed entries are among those that were on disk before. */
  ready(): Ready {
    const { log } = this;
    return this.#outbox.take({
      hardState: this.hardState,
      entries: log.slice(log.stableIndex + 1),
      committed: log.slice(this.applied + 1, Math.min(this.commit, log.stableIndex)),
    });
  }

  /** All of it was written, sent and applied. */
  advance(ready: Ready): void {
    this.#outbox.written(ready.hardState);
    const last = ready.entries.at(-1);
    // Entries that were replaced while they were being written are not the ones on disk.
    if (last && this.log.term(last.index) === last.term) {
      this.log.stableIndex = Math.max(this.log.stableIndex, last.index);
    }
    this.applied = Math.max(this.applied, ready.snapshot?.index ?? 0, ready.committed.at(-1)?.index ?? 0);
    if (this.#advanceCommit()) this.replication?.broadcastAppend();
  }
}
