import { randomBytes } from "node:crypto";
import type { Log } from "../log.js";
import type { PdMember, RegionInstruction } from "../rpc/messages.js";
import { VERSION } from "../version.js";
import { Cluster } from "./cluster/cluster.js";
import { PdConfig } from "./cluster/config-tree.js";
import { Keeper } from "./cluster/keeper.js";
import { Scheduling } from "./cluster/scheduling.js";
import { UnsafeRecovery } from "./cluster/unsafe-recovery.js";
import type { EtcdClient, EtcdMember } from "./etcd/etcd-client.js";
import { Leadership } from "./etcd/leadership.js";
import type { PdOptions } from "./pd-options.js";

/** As PD writes it. */
export const PD_VERSION = `v${VERSION}`;
export const GIT_HASH = "0000000000000000000000000000000000000000";

/** How often a follower looks who leads. */
const LOOK_MS = 400;
/** Clients ask for the members all the time; one question to etcd answers all that come within so long. */
const MEMBERS_MS = 250;

/** What only the leader has. */
export interface Leading {
  cluster: Cluster;
  scheduling: Scheduling;
  recovery: UnsafeRecovery;
}

/** One PD: who it is, who leads, and while it leads, its cluster. */
export class PdNode {
  readonly options: PdOptions;
  readonly etcd: EtcdClient;
  readonly clusterId: string;
  readonly memberId: string;
  readonly startedAt = Math.floor(Date.now() / 1_000);
  readonly leadership: Leadership;
  readonly #log: Log;
  readonly #stores = new Map<string, (instruction: RegionInstruction) => void>();
  #leading: Leading | undefined;
  #listing: { at: number; listed: Promise<{ members: PdMember[]; etcdLeaderId: string }> } | undefined;

  private constructor(options: PdOptions, found: { etcd: EtcdClient; clusterId: string; memberId: string; log: Log }) {
    this.options = options;
    this.etcd = found.etcd;
    this.clusterId = found.clusterId;
    this.memberId = found.memberId;
    this.#log = found.log;
    this.leadership = new Leadership({
      etcd: this.etcd,
      key: `${this.root}/leader`,
      self: { name: options.name, memberId: this.memberId },
      leaseMs: options.leaseMs,
      lookMs: LOOK_MS,
      log: found.log,
      lead: (guard, lost) => this.#lead(guard, lost),
    });
  }

  /** Rejects when etcd has no quorum. */
  static async open(options: PdOptions, { etcd, log }: { etcd: EtcdClient; log: Log }): Promise<PdNode> {
    const { memberId } = await etcd.status();
    // As the real one does: seconds in the upper half, chance in the lower.
    const proposed = (BigInt(Math.floor(Date.now() / 1_000)) << 32n) | BigInt(randomBytes(4).readUInt32BE());
    await etcd.create("/pd/cluster_id", proposed.toString());
    const clusterId = (await etcd.get("/pd/cluster_id")) ?? "";
    return new PdNode(options, { etcd, clusterId, memberId, log });
  }

  get root(): string {
    return `/pd/${this.clusterId}`;
  }

  /** Undefined unless this member leads and its lease stands. */
  get leading(): Leading | undefined {
    return this.leadership.isLeader ? this.#leading : undefined;
  }

  async #lead(guard: { key: string; expected: string }, lost: AbortSignal): Promise<void> {
    const keeper = new Keeper({ etcd: this.etcd, root: this.root, guard });
    const cluster = await Cluster.load({
      keeper,
      initialConfig: PdConfig.fromFile(this.options.file),
      disconnectMs: this.options.disconnectMs,
      log: this.#log,
    });
    const scheduling = new Scheduling({
      cluster,
      clusterId: this.clusterId,
      log: this.#log,
      send: (storeId, instruction) => this.#stores.get(storeId)?.(instruction),
    });
    scheduling.start(lost);
    this.#leading = { cluster, scheduling, recovery: new UnsafeRecovery(cluster) };
    lost.addEventListener("abort", () => (this.#leading = undefined));
  }

  /** How instructions reach a store, while its stream is open. */
  connectStore(storeId: string, send: (instruction: RegionInstruction) => void): void {
    this.#stores.set(storeId, send);
  }

  disconnectStore(storeId: string, send: (instruction: RegionInstruction) => void): void {
    if (this.#stores.get(storeId) === send) this.#stores.delete(storeId);
  }

  /** Members were changed: the next who asks gets them as they are. */
  membersChanged(): void {
    this.#listing = undefined;
  }

  async members(): Promise<{ members: PdMember[]; leader?: PdMember; etcdLeader?: PdMember }> {
    if (!this.#listing || performance.now() - this.#listing.at > MEMBERS_MS) {
      const listed = this.#list();
      this.#listing = { at: performance.now(), listed };
      listed.catch(() => (this.#listing = undefined));
    }
    const { members, etcdLeaderId } = await this.#listing.listed;
    const leaderId = this.leadership.leader?.memberId;
    const leader = members.find(({ member_id }) => member_id === leaderId);
    const etcdLeader = members.find(({ member_id }) => member_id === etcdLeaderId);
    return { members, ...(leader ? { leader } : {}), ...(etcdLeader ? { etcdLeader } : {}) };
  }

  async #list(): Promise<{ members: PdMember[]; etcdLeaderId: string }> {
    const [listed, status, priorities] = await Promise.all([
      this.etcd.members(),
      this.etcd.status(),
      this.etcd.list(`${this.root}/member/`),
    ]);
    return { members: listed.map((member) => this.#describe(member, priorities)), etcdLeaderId: status.leaderId };
  }

  #describe(member: EtcdMember, kept: ReadonlyMap<string, string>): PdMember {
    const priority = Number(kept.get(`${this.root}/member/${member.id}/leader_priority`) ?? 0);
    return {
      name: member.name,
      member_id: member.id,
      peer_urls: member.peerUrls,
      client_urls: member.clientUrls,
      ...(priority === 0 ? {} : { leader_priority: priority }),
      deploy_path: "/",
      binary_version: PD_VERSION,
      git_hash: GIT_HASH,
    };
  }
}
