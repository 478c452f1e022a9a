import { RaftLog } from "../raft/raft-log.js";
import { RaftNode } from "../raft/raft-node.js";
import { splitMessages, type Ready } from "../raft/ready.js";
import type { Entry, Message } from "../raft/messages.js";
import type { Peer, PeerStats, Region } from "../rpc/messages.js";
import { ReadRounds } from "./read-rounds.js";
import { notLeader, serverIsBusy, staleCommand } from "./region-error.js";
import {
  applyCommand,
  changePeer,
  decodeState,
  encodeCommand,
  encodeState,
  membershipOf,
  type Command,
  type PeerChange,
} from "./region-state.js";
import type { RegionStorage, Stored } from "./region-storage.js";

/** Log that is longer is turned into a state. */
const COMPACT_ENTRIES = 1_000;
const COMPACT_BYTES = 1024 * 1024;
/** Kept in memory behind the state, for followers that are a little late. */
const KEEP_ENTRIES = 100;
/** More unfinished writes than this are refused. */
const MAX_PENDING = 2_048;

export interface ReplicaOptions {
  storeId: string;
  peer: Peer;
  storage: RegionStorage;
  stored: Stored;
  ticks: { election: number; heartbeat: number; ms: number };
  maxPeerDownMs: number;
  send: (replica: Replica, messages: readonly Message[]) => void;
  /** Leadership, membership, or who has caught up changed. */
  changed: (replica: Replica) => void;
  /** This replica, or another, is not a member any more. */
  removed: (replica: Replica, peer: Peer) => void;
  /** The disk refused a write: there is no going on. */
  failed: (error: unknown) => void;
}

interface Waiting {
  term: number;
  done: () => void;
  fail: (error: Error) => void;
}

/** One region's replica on this store: its Raft, its data on disk, and who waits for either. */
export class Replica {
  region: Region;
  peer: Peer;
  readonly pairs: Map<string, Buffer>;
  readonly node: RaftNode;
  readonly #options: ReplicaOptions;
  #storage: RegionStorage;
  #working = false;
  #ended = false;
  #role = "";
  readonly #proposals = new Map<number, Waiting>();
  readonly #reads = new ReadRounds();
  #givenUp: Peer[] = [];

  constructor(options: ReplicaOptions) {
    const { state, hardState, entries } = options.stored;
    this.#options = options;
    this.#storage = options.storage;
    this.region = state.region;
    this.peer = options.peer;
    this.pairs = state.pairs;
    this.node = new RaftNode({
      id: options.peer.id,
      membership: membershipOf(state.region),
      log: new RaftLog(state, entries),
      hardState,
      applied: state.index,
      electionTicks: options.ticks.election,
      heartbeatTicks: options.ticks.heartbeat,
      random: Math.random,
      snapshot: () => {
        const at = this.#state();
        return { index: at.index, term: at.term, membership: this.node.membership, data: encodeState(at) };
      },
    });
  }

  /** Of keys and values. */
  get bytes(): number {
    let sum = 0;
    for (const [key, value] of this.pairs) sum += key.length + value.length;
    return sum;
  }

  get isLeader(): boolean {
    return this.node.role === "leader";
  }

  get leader(): Peer | undefined {
    return this.region.peers.find(({ id }) => id === this.node.leaderId);
  }

  tick(): void {
    this.node.tick();
    this.#reads.tick(this.#options.ticks.heartbeat * 2);
    this.work();
  }

  step(said: Message): void {
    this.node.step(said);
    this.work();
  }

  /** Resolves once a majority has it on disk and it is applied here. Rejects with a RegionRefusal. */
  propose(command: Command): Promise<void> {
    if (this.#proposals.size >= MAX_PENDING) return Promise.reject(serverIsBusy("too many pending proposals"));
    return this.#await(this.node.propose(encodeCommand(command)));
  }

  changePeer(change: PeerChange): Promise<void> {
    return this.#await(this.node.propose(encodeCommand(change), "conf"));
  }

  /** Resolves once what this replica has applied is at least what was acknowledged before the call. */
  read(): Promise<void> {
    if (!this.isLeader) return Promise.reject(notLeader(this.region, this.leader));
    return new Promise((done, fail) => {
      this.#reads.wait({ done, fail });
      this.work();
    });
  }

  /** The voters that are left go on without those that failed. */
  forceLead(failed: readonly Peer[]): void {
    this.#givenUp.push(...failed);
    this.work();
  }

  get downPeers(): PeerStats[] {
    const { replication } = this.node;
    if (!replication) return [];
    return this.region.peers
      .map((peer) => ({ peer, silentMs: replication.silentTicks(peer.id) * this.#options.ticks.ms }))
      .filter(({ silentMs }) => silentMs > this.#options.maxPeerDownMs)
      .map(({ peer, silentMs }) => ({ peer, down_seconds: String(Math.round(silentMs / 1_000)) }));
  }

  /** Replicas that need more than the log that is left. */
  get pendingPeers(): Peer[] {
    const { replication, log } = this.node;
    if (!replication) return [];
    return this.region.peers.filter(({ id }) => {
      const progress = replication.progress.get(id);
      return progress !== undefined && progress.match < log.compactedIndex;
    });
  }

  async destroy(): Promise<void> {
    await this.end();
    await this.#storage.destroy();
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#refuseAll();
    while (this.#working) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #await(index: number | undefined): Promise<void> {
    if (index === undefined)
      return Promise.reject(this.isLeader ? staleCommand() : notLeader(this.region, this.leader));
    return new Promise((done, fail) => {
      this.#proposals.set(index, { term: this.node.term, done, fail });
      this.work();
    });
  }

  /** Does what Raft wants done, until it wants nothing more. */
  work(): void {
    if (this.#working || this.#ended) return;
    this.#working = true;
    void this.#drain()
      .catch((error: unknown) => this.#options.failed(error))
      .finally(() => {
        this.#working = false;
        if (this.node.hasReady) this.work();
      });
  }

  async #drain(): Promise<void> {
    // What arrived in this turn is handled together: one write to disk for all of it.
    await Promise.resolve();
    for (;;) {
      if (this.#givenUp.length > 0) await this.#leadWithout(this.#givenUp.splice(0));
      this.#reads.begin((context) => this.node.read(context));
      if (this.#ended || !this.node.hasReady) break;
      await this.#carryOut(this.node.ready());
    }
    this.#noticeRole();
  }

  async #leadWithout(failed: readonly Peer[]): Promise<void> {
    for (const peer of failed) {
      if (this.region.peers.some(({ id }) => id === peer.id)) {
        this.region = changePeer(this.region, { change: "remove", peer });
      }
    }
    this.node.forceLead(membershipOf(this.region));
    await this.#compact();
  }

  async #carryOut(ready: Ready): Promise<void> {
    const { atOnce, afterwards } = splitMessages(ready);
    if (atOnce.length > 0) this.#options.send(this, atOnce);
    if (ready.snapshot) await this.#restore(ready.snapshot.data);
    if (ready.entries.length > 0 || ready.mustPersist) await this.#storage.append(ready.hardState, ready.entries);
    if (afterwards.length > 0) this.#options.send(this, afterwards);
    const changes = ready.committed.filter((entry) => this.#apply(entry));
    this.node.advance(ready);
    if (changes.length > 0) await this.#storage.append({ ...ready.hardState, commit: this.node.applied }, []);
    if (changes.length > 0 || ready.snapshot) this.#options.changed(this);
    for (const { context } of ready.reads) this.#reads.finish(context);
    this.#noticeRole();
    if (this.node.log.length > COMPACT_ENTRIES + KEEP_ENTRIES || this.#storage.bytes > COMPACT_BYTES) {
      await this.#compact();
    }
  }

  /** Whether it changed who replicates. */
  #apply(entry: Entry): boolean {
    if (entry.data.length === 0) {
      this.#settle(entry);
      return false;
    }
    const command = JSON.parse(entry.data.toString()) as Command | PeerChange;
    if ("op" in command) {
      applyCommand(this.pairs, command);
      this.#settle(entry);
      return false;
    }
    this.region = changePeer(this.region, command);
    this.node.applyConfChange({ kind: command.change, id: command.peer.id });
    this.#settle(entry);
    const isUs = command.peer.id === this.peer.id;
    if (isUs && command.change !== "remove")
      this.peer = this.region.peers.find(({ id }) => id === this.peer.id) ?? this.peer;
    if (command.change === "remove") this.#options.removed(this, command.peer);
    return true;
  }

  #settle(entry: Entry): void {
    const waiting = this.#proposals.get(entry.index);
    if (!waiting) return;
    this.#proposals.delete(entry.index);
    if (waiting.term === entry.term) waiting.done();
    else waiting.fail(staleCommand());
  }

  async #restore(data: Buffer): Promise<void> {
    const state = decodeState(data);
    this.region = state.region;
    this.peer = state.region.peers.find(({ id }) => id === this.peer.id) ?? this.peer;
    this.pairs.clear();
    for (const [key, value] of state.pairs) this.pairs.set(key, value);
    this.#storage = await this.#storage.compact({ state, hardState: this.node.hardState, entries: [] });
  }

  async #compact(): Promise<void> {
    const { node } = this;
    const state = this.#state();
    const entries = node.log.slice(Math.max(node.applied, node.log.compactedIndex) + 1, node.log.stableIndex);
    this.#storage = await this.#storage.compact({ state, hardState: node.hardState, entries });
    node.log.compact(node.applied - KEEP_ENTRIES);
  }

  #state() {
    const index = this.node.applied;
    return { index, term: this.node.log.term(index) ?? 0, region: this.region, pairs: this.pairs };
  }

  #noticeRole(): void {
    const { role, term, leaderId } = this.node;
    const pending = this.pendingPeers.map(({ id }) => id).join();
    const now = `${role} ${term} ${leaderId} ${pending}`;
    if (now === this.#role) return;
    this.#role = now;
    if (this.isLeader) this.#options.changed(this);
    else this.#refuseAll();
  }

  /** Whoever waits is told to look for the leader. */
  #refuseAll(): void {
    const refusal = notLeader(this.region, this.leader);
    const proposals = [...this.#proposals.values()];
    this.#proposals.clear();
    for (const { fail } of proposals) fail(refusal);
    this.#reads.fail(refusal);
  }
}
