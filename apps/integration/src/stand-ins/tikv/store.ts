import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../log.js";
import { fromWire, toWire } from "../raft/wire.js";
import type { Message } from "../raft/messages.js";
import type { Peer, Region, RegionInstruction, PeerReport } from "../rpc/messages.js";
import type { RaftEnvelope, RaftTransport } from "./raft-transport.js";
import { Replica } from "./replica.js";
import { emptyState, type PeerChange } from "./region-state.js";
import { RegionStorage, type Stored } from "./region-storage.js";

export interface StoreOptions {
  id: string;
  dataDir: string;
  ticks: { election: number; heartbeat: number; ms: number };
  maxPeerDownMs: number;
  transport: RaftTransport;
  log: Log;
  /** A region that this store leads is not what PD was told. */
  changed: (replica: Replica) => void;
  failed: (error: unknown) => void;
}

/** The replicas of this store, and the messages that come for them. */
export class Store {
  readonly id: string;
  readonly replicas = new Map<string, Replica>();
  readonly #options: StoreOptions;
  readonly #beginning = new Set<string>();
  /** Regions whose replica was removed here, with the configuration that removed it. */
  #tombstones: Record<string, number> = {};

  private constructor(options: StoreOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** With everything that the data folder holds. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    const tombstones = await readFile(store.#tombstoneFile, "utf8").catch(() => "{}");
    store.#tombstones = JSON.parse(tombstones) as Record<string, number>;
    const regions = await readdir(store.#folder).catch(() => []);
    for (const id of regions.filter((name) => /^\d+$/.test(name))) await store.#reopen(id);
    return store;
  }

  get #folder(): string {
    return join(this.#options.dataDir, "raft");
  }

  get #tombstoneFile(): string {
    return join(this.#options.dataDir, "tombstones");
  }

  tick(): void {
    for (const replica of this.replicas.values()) replica.tick();
  }

  get led(): Replica[] {
    return [...this.replicas.values()].filter(({ isLeader }) => isLeader);
  }

  /** A region whose first replica is here. It leads at once: there is nobody else to ask. */
  async begin(region: Region): Promise<void> {
    const state = emptyState(region);
    const hardState = { term: state.term, vote: "", commit: state.index };
    const replica = await this.#create(region.peers[0] as Peer, { state, hardState, entries: [] });
    replica.node.campaign();
    replica.work();
  }

  receive(envelope: RaftEnvelope): void {
    const { region_id, to_peer, message } = envelope;
    if (to_peer.store_id !== this.id) return;
    const replica = this.replicas.get(region_id);
    if (envelope.is_tombstone) {
      if (replica) this.#buryIfOutdated(replica, envelope);
      return;
    }
    if (!message) return;
    if (replica && replica.peer.id === to_peer.id) {
      if (this.#isOutsider(replica, envelope)) this.#tellOutsider(replica, envelope);
      else replica.step(fromWire(message));
      return;
    }
    const leads = ["MsgAppend", "MsgHeartbeat", "MsgSnapshot"].includes(message.msg_type);
    const isOld = Number(envelope.region_epoch.conf_ver) <= (this.#tombstones[region_id] ?? -1);
    if (!replica && leads && !isOld) void this.#join(envelope).catch((error: unknown) => this.#options.failed(error));
  }

  /** What PD wants of a region that is led here; what does not fit its present configuration is ignored. */
  obey(instruction: RegionInstruction): void {
    const replica = this.replicas.get(instruction.region_id);
    if (!replica?.isLeader) return;
    const { change_peer, transfer_leader } = instruction;
    if (transfer_leader) {
      replica.node.replication?.transfer(transfer_leader.peer.id);
      replica.work();
    } else if (change_peer && instruction.region_epoch.conf_ver === replica.region.region_epoch.conf_ver) {
      const change: PeerChange = { change: CHANGES[change_peer.change_type], peer: change_peer.peer };
      replica.changePeer(change).catch(() => undefined);
    }
  }

  get reports(): PeerReport[] {
    return [...this.replicas.values()].map(({ node, region, isLeader }) => ({
      raft_state: {
        hard_state: { term: String(node.term), vote: "0", commit: String(node.commit) },
        last_index: String(node.log.lastIndex),
      },
      region_state: { state: "Normal", region },
      is_force_leader: isLeader,
    }));
  }

  async end(): Promise<void> {
    await Promise.all([...this.replicas.values()].map((replica) => replica.end()));
  }

  async #reopen(id: string): Promise<void> {
    const folder = join(this.#folder, id);
    const { storage, stored } = await RegionStorage.open(folder);
    const peer = stored.state.region.peers.find(({ store_id }) => store_id === this.id);
    // Without members it never got its first snapshot: it holds nothing and has promised nothing.
    if (peer) this.#add(peer, storage, stored);
    else await storage.destroy();
  }

  /** A leader speaks of a region that is not here yet: an empty replica, which it fills with a snapshot. */
  async #join({ region_id, to_peer, region_epoch, from_peer, message }: RaftEnvelope): Promise<void> {
    if (this.#beginning.has(region_id)) return;
    this.#beginning.add(region_id);
    const nothing = Buffer.alloc(0);
    const region: Region = {
      id: region_id,
      start_key: nothing,
      end_key: nothing,
      region_epoch: { ...region_epoch, conf_ver: "0" },
      peers: [],
    };
    const state = { index: 0, term: 0, region, pairs: new Map<string, Buffer>() };
    try {
      const hardState = { term: 0, vote: "", commit: 0 };
      const replica = await this.#create(to_peer, { state, hardState, entries: [] });
      this.#former.set(from_peer.id, from_peer);
      if (message) replica.step(fromWire(message));
    } finally {
      this.#beginning.delete(region_id);
    }
  }

  async #create(peer: Peer, stored: Stored): Promise<Replica> {
    const folder = join(this.#folder, stored.state.region.id);
    return this.#add(peer, await RegionStorage.create(folder, stored), stored);
  }

  #add(peer: Peer, storage: RegionStorage, stored: Stored): Replica {
    const { ticks, maxPeerDownMs, changed, failed } = this.#options;
    const replica = new Replica({
      storeId: this.id,
      peer,
      storage,
      stored,
      ticks,
      maxPeerDownMs,
      send: (from, messages) => this.#send(from, messages),
      changed,
      removed: (at, gone) => this.#removed(at, gone),
      failed,
    });
    this.replicas.set(stored.state.region.id, replica);
    replica.work();
    return replica;
  }

  #send({ region, peer }: Replica, messages: readonly Message[]): void {
    for (const said of messages) {
      const to = region.peers.find(({ id }) => id === said.to) ?? this.#former.get(said.to);
      if (!to) continue;
      this.#former.set(to.id, to);
      this.#options.transport.send(to.store_id, {
        region_id: region.id,
        from_peer: peer,
        to_peer: to,
        message: toWire(said),
        region_epoch: region.region_epoch,
        is_tombstone: false,
      });
    }
  }

  /** Peers by id that wrote to us or were written to: a replica that knows no members yet answers to these. */
  readonly #former = new Map<string, Peer>();

  #isOutsider({ region }: Replica, { from_peer, region_epoch }: RaftEnvelope): boolean {
    this.#former.set(from_peer.id, from_peer);
    const isMember = region.peers.some(({ id }) => id === from_peer.id);
    return !isMember && Number(region_epoch.conf_ver) < Number(region.region_epoch.conf_ver);
  }

  /** The leader tells whom it removed: nobody else will speak to it any more. */
  #removed(at: Replica, gone: Peer): void {
    if (gone.id === at.peer.id) {
      void this.#bury(at, Number(at.region.region_epoch.conf_ver)).catch(this.#options.failed);
    } else if (at.isLeader) this.#tellOutsider(at, { from_peer: gone });
  }

  /** Whoever was removed while away learns it from the first member that it speaks to. */
  #tellOutsider({ region, peer }: Replica, { from_peer }: Pick<RaftEnvelope, "from_peer">): void {
    this.#options.transport.send(from_peer.store_id, {
      region_id: region.id,
      from_peer: peer,
      to_peer: from_peer,
      message: null,
      region_epoch: region.region_epoch,
      is_tombstone: true,
    });
  }

  #buryIfOutdated(replica: Replica, { to_peer, region_epoch }: RaftEnvelope): void {
    const confVer = Number(region_epoch.conf_ver);
    if (replica.peer.id !== to_peer.id || confVer <= Number(replica.region.region_epoch.conf_ver)) return;
    void this.#bury(replica, confVer).catch((error: unknown) => this.#options.failed(error));
  }

  async #bury(replica: Replica, confVer: number): Promise<void> {
    const { id } = replica.region;
    if (this.replicas.get(id) !== replica) return;
    this.replicas.delete(id);
    this.#options.log.info("removed a replica", { region: id, peer: replica.peer.id });
    this.#tombstones[id] = confVer;
    await writeFile(this.#tombstoneFile, JSON.stringify(this.#tombstones));
    await replica.destroy();
  }
}

const CHANGES = { AddNode: "add", AddLearnerNode: "add-learner", RemoveNode: "remove" } as const;
