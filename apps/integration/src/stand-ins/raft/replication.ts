import { message, type Membership, type Message, type Snapshot } from "./messages.js";
import { Progress } from "./progress.js";
import type { RaftLog } from "./raft-log.js";

/** What a leader's replication needs of its replica. */
export interface ReplicationHost {
  readonly id: string;
  readonly term: number;
  readonly log: RaftLog;
  readonly commit: number;
  readonly membership: Membership;
  readonly electionTicks: number;
  send(said: Omit<Message, "from">): void;
  snapshot(): Snapshot;
}

/** The leader's side: brings every follower's log to where its own is, and knows what a majority has. */
export class Replication {
  readonly progress = new Map<string, Progress>();
  /** Leadership is being handed to this one. */
  transferee: string | undefined;
  readonly #host: ReplicationHost;
  #now = 0;
  readonly #reads = new Map<string, { index: number; acks: Set<string> }>();

  constructor(host: ReplicationHost) {
    this.#host = host;
    this.follow(host.membership);
  }

  /** Keeps one progress for each other member. */
  follow({ voters, learners }: Membership): void {
    const others = new Set([...voters, ...learners].filter((id) => id !== this.#host.id));
    for (const id of this.progress.keys()) if (!others.has(id)) this.progress.delete(id);
    for (const id of others) {
      if (!this.progress.has(id)) this.progress.set(id, new Progress(this.#host.log.lastIndex + 1, this.#now));
    }
    if (this.transferee !== undefined && !others.has(this.transferee)) this.transferee = undefined;
  }

  tick(): void {
    this.#now += 1;
    for (const progress of this.progress.values()) progress.expireSnapshot(this.#now, this.#host.electionTicks * 2);
  }

  /** The highest index that a majority of voters has on disk. */
  majorityIndex(): number {
    const { id, log, membership } = this.#host;
    const matches = membership.voters
      .map((voter) => (voter === id ? log.stableIndex : (this.progress.get(voter)?.match ?? 0)))
      .sort((a, b) => b - a);
    return matches[Math.floor(matches.length / 2)] ?? 0;
  }

  /** Whether a majority was heard from since this was last asked. */
  takeQuorumActive(): boolean {
    const { id, membership } = this.#host;
    const active = membership.voters.filter((voter) => voter === id || this.progress.get(voter)?.active);
    for (const progress of this.progress.values()) progress.active = false;
    return active.length * 2 > membership.voters.length;
  }

  /** For how many ticks nothing was heard from it. */
  silentTicks(id: string): number {
    const progress = this.progress.get(id);
    return progress ? this.#now - progress.heardAt : 0;
  }

  broadcastAppend(): void {
    for (const id of this.progress.keys()) this.sendAppend(id);
  }

  broadcastHeartbeat(context = ""): void {
    for (const [to, { match }] of this.progress) {
      const commit = Math.min(match, this.#host.commit);
      this.#host.send(message({ type: "MsgHeartbeat", to, term: this.#host.term, commit, context }));
    }
  }

  sendAppend(to: string): void {
    const { log, term, commit } = this.#host;
    const progress = this.progress.get(to);
    if (!progress || progress.paused) return;
    const index = progress.next - 1;
    const logTerm = log.term(index);
    if (logTerm === undefined) {
      const snapshot = this.#host.snapshot();
      progress.sentSnapshot(snapshot.index, this.#now);
      this.#host.send(message({ type: "MsgSnapshot", to, term, snapshot }));
      return;
    }
    const entries = log.batch(progress.next);
    this.#host.send(message({ type: "MsgAppend", to, term, index, logTerm, entries, commit }));
    progress.sent(entries.at(-1)?.index);
  }

  /** Whether the majority's index may have moved. */
  onAppendResponse(said: Message): boolean {
    const progress = this.progress.get(said.from);
    if (!progress) return false;
    progress.heard(this.#now);
    if (said.reject) {
      if (progress.refused(said.index, said.rejectHint)) this.sendAppend(said.from);
      return false;
    }
    const isNews = progress.agreed(said.index);
    if (progress.next <= this.#host.log.lastIndex) this.sendAppend(said.from);
    this.#handOver(said.from);
    return isNews;
  }

  /** Answers the rounds of reads that a majority has confirmed now. */
  onHeartbeatResponse(said: Message): { context: string; index: number }[] {
    const progress = this.progress.get(said.from);
    if (!progress) return [];
    const wasSilent = this.#now - progress.heardAt >= this.#host.electionTicks;
    progress.heard(this.#now);
    // Whoever comes back after a silence may have missed what was sent meanwhile.
    if (wasSilent) progress.rewind();
    if (progress.match < this.#host.log.lastIndex) this.sendAppend(said.from);
    const { voters } = this.#host.membership;
    const read = this.#reads.get(said.context);
    if (!read || !voters.includes(said.from)) return [];
    read.acks.add(said.from);
    if ((read.acks.size + 1) * 2 <= voters.length) return [];
    this.#reads.delete(said.context);
    return [{ context: said.context, index: read.index }];
  }

  /** Begins a round of reads at the present commit. Answers at once when there is nobody to ask. */
  beginRead(context: string): { context: string; index: number }[] {
    const index = this.#host.commit;
    if (this.#host.membership.voters.length === 1) return [{ context, index }];
    this.#reads.set(context, { index, acks: new Set() });
    this.broadcastHeartbeat(context);
    return [];
  }

  transfer(to: string): void {
    if (!this.#host.membership.voters.includes(to) || to === this.#host.id) return;
    this.transferee = to;
    this.sendAppend(to);
    this.#handOver(to);
  }

  #handOver(to: string): void {
    if (to !== this.transferee || this.progress.get(to)?.match !== this.#host.log.lastIndex) return;
    this.#host.send(message({ type: "MsgTimeoutNow", to, term: this.#host.term }));
  }
}
