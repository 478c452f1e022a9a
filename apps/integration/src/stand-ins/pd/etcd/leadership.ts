import { setTimeout as delay } from "node:timers/promises";
import { reasonOf, type Log } from "../../log.js";
import type { EtcdClient } from "./etcd-client.js";

/** Who this PD is, as it is written under the leader key. */
export interface Candidate {
  name: string;
  memberId: string;
}

export interface LeadershipOptions {
  etcd: EtcdClient;
  key: string;
  self: Candidate;
  leaseMs: number;
  /** How often a follower looks at the leader key. */
  lookMs: number;
  log: Log;
  /** Called with the leadership won; it stands until `lost` aborts. */
  lead: (guard: { key: string; expected: string }, lost: AbortSignal) => Promise<void>;
}

/** Of so many looks at the key, one is at etcd itself. */
const LOOKS_A_STATUS = 4;

/**
 * PD's election: a key under a lease, and only etcd's own leader may hold it, so that PD's leadership follows etcd's.
 */
export class Leadership {
  /** As last seen; undefined when nobody holds the key. */
  leader: Candidate | undefined;
  #ready = false;
  #renewed = 0;
  #looks = 0;
  readonly #options: LeadershipOptions;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Whether this member may answer as the leader: its lease has not run out, not even while the process stood still. */
  get isLeader(): boolean {
    return this.#ready && performance.now() - this.#renewed < this.#options.leaseMs;
  }

  /** Runs until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { lookMs, log } = this.#options;
    while (!signal.aborted) {
      try {
        if (await this.#look()) await this.#campaign(signal);
      } catch (error) {
        this.leader = undefined;
        log.warn("cannot see the leader", { error: reasonOf(error) });
      }
      await delay(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Whether this member may try: nobody holds the key, and etcd's leader is here. */
  async #look(): Promise<boolean> {
    const { etcd, key, self } = this.#options;
    this.#looks += 1;
    // The key alone is cheap to look at, but without a quorum it would stand there for ever.
    if (this.#looks % LOOKS_A_STATUS === 0 && (await etcd.status()).leaderId === "0") {
      this.leader = undefined;
      return false;
    }
    const held = await etcd.get(key, { stale: true });
    const holder = held === undefined ? undefined : (JSON.parse(held) as Candidate);
    if (holder && holder.memberId !== self.memberId) {
      this.leader = holder;
      return false;
    }
    this.leader = undefined;
    // A key of ours that outlived us: the lease of the process before this one.
    if (holder) await etcd.remove(key);
    return (await etcd.status()).leaderId === self.memberId;
  }

  async #campaign(signal: AbortSignal): Promise<void> {
    const { etcd, key, self, leaseMs, log, lead } = this.#options;
    this.#renewed = performance.now();
    const leaseId = await etcd.grantLease(Math.max(1, Math.round(leaseMs / 1_000)));
    const expected = JSON.stringify({ ...self, lease: leaseId });
    const lost = new AbortController();
    try {
      if (!(await etcd.create(key, expected, leaseId))) return;
      log.info("campaign leader ok", { name: self.name });
      const keeping = this.#keep(leaseId, lost, signal);
      await lead({ key, expected }, lost.signal);
      if (!lost.signal.aborted) {
        this.leader = self;
        this.#ready = true;
        log.info("PD leader is ready to serve", { name: self.name });
      }
      await keeping;
    } finally {
      lost.abort();
      this.#ready = false;
      this.leader = undefined;
      log.info("no longer the leader", { name: self.name });
      await etcd.revokeLease(leaseId).catch(() => undefined);
    }
  }

  /** Renews the lease until it cannot be renewed in time, etcd's leader has moved, or `signal` aborts. */
  async #keep(leaseId: string, lost: AbortController, signal: AbortSignal): Promise<void> {
    const { etcd, self, leaseMs } = this.#options;
    while (!signal.aborted && !lost.signal.aborted) {
      await delay(Math.min(leaseMs / 3, 1_000));
      try {
        const asked = performance.now();
        const [kept, status] = await Promise.all([etcd.keepLease(leaseId), etcd.status()]);
        if (!kept || status.leaderId !== self.memberId) break;
        this.#renewed = asked;
      } catch {
        // Tried again until the lease has run out.
      }
      if (performance.now() - this.#renewed > leaseMs) break;
    }
    lost.abort();
  }

  /** Hands etcd's leadership, and with it PD's, to another member. */
  async transfer(toMemberId: string): Promise<void> {
    await this.#options.etcd.moveLeader(toMemberId);
  }
}
