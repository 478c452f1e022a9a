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

/**
 * PD's election: a key under a lease, and only etcd's own leader may hold it, so that PD's leadership follows etcd's.
 */
export class Leadership {
  /** As last seen; undefined when nobody holds the key. */
  leader: Candidate | undefined;
  #ready = false;
  #renewed = 0;
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
    const status = await etcd.status();
    if (status.leaderId === "0") {
      this.leader = undefined;
      return false;
    }
    const held = await etcd.get(key, { stale: true });
    const holder = held === undefined ? undefined : (JSON.parse(held) as Candidate);
    // A key of ours that outlived us: the lease of the process before this one.
    this.leader = holder?.memberId === self.memberId ? undefined : holder;
    if (holder?.memberId === self.memberId) await etcd.remove(key);
    return status.leaderId === self.memberId && this.leader === undefined;
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
