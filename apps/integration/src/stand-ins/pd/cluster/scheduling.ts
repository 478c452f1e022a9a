import { reasonOf, type Log } from "../../log.js";
import type { Peer, RegionInstruction } from "../../rpc/messages.js";
import type { Cluster } from "./cluster.js";
import type { RegionRecord } from "./region-index.js";
import { decideSchedule, type Decision } from "./schedule.js";

/** How often PD looks for work without being told of a change. */
const PATROL_MS = 1_000;
/** A step that does not come about is given up, and what is needed is decided anew. */
const STEP_MS = 20_000;

interface Running {
  decision: Decision;
  /** The replica that is added, moved or handed leadership. */
  peer: Peer;
  startedAtMs: number;
}

/** Turns decisions into instructions to the leaders of regions, one step at a time. */
export class Scheduling {
  readonly #running = new Map<string, Running>();
  readonly #cluster: Cluster;
  readonly #clusterId: string;
  readonly #log: Log;
  readonly #send: (storeId: string, instruction: RegionInstruction) => void;
  #passing = false;
  #again = false;

  constructor(options: {
    cluster: Cluster;
    clusterId: string;
    log: Log;
    /** Hands an instruction to a store; nothing happens when it is not connected. */
    send: (storeId: string, instruction: RegionInstruction) => void;
  }) {
    this.#cluster = options.cluster;
    this.#clusterId = options.clusterId;
    this.#log = options.log;
    this.#send = options.send;
  }

  /** Until `signal` aborts. */
  start(signal: AbortSignal): void {
    const patrol = setInterval(() => this.look(), PATROL_MS);
    signal.addEventListener("abort", () => clearInterval(patrol));
  }

  /** As PD lists them. */
  describe(regionId?: string): string[] {
    return [...this.#running.values()]
      .filter(({ decision }) => regionId === undefined || decision.regionId === regionId)
      .map(({ decision, peer, startedAtMs }) => {
        const at = new Date(startedAtMs).toISOString();
        return `${decision.description} {${decision.step.kind} peer ${peer.id} on store ${peer.store_id}} (kind:${decision.kind}, region:${decision.regionId}, createAt:${at}, startAt:${at}, currentStep:0)`;
      });
  }

  cancel(regionId: string): boolean {
    return this.#running.delete(regionId);
  }

  /** A step that somebody asked for. False when the region is unknown, has no leader or is busy. */
  async order(decision: Decision): Promise<boolean> {
    if (this.#running.has(decision.regionId)) return false;
    return this.#begin(decision);
  }

  /** A region reported: its step is over, or is said again. */
  reported(regionId: string): void {
    const running = this.#running.get(regionId);
    const record = this.#cluster.regions.get(regionId);
    if (running && record) {
      if (isDone(running, record)) this.#running.delete(regionId);
      else if (!isUnderWay(running, record)) this.#instruct(running, record);
    }
    this.look();
  }

  look(): void {
    this.#again = true;
    if (this.#passing) return;
    this.#passing = true;
    void this.#pass().finally(() => (this.#passing = false));
  }

  async #pass(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        this.#giveUp(Date.now());
        for (const decision of decideSchedule(this.#view(Date.now()))) await this.#begin(decision);
        await this.#cluster.buryEmptyStores();
      } catch (error) {
        this.#log.warn("scheduling failed", { error: reasonOf(error) });
      }
    }
  }

  #giveUp(nowMs: number): void {
    for (const [regionId, { startedAtMs }] of this.#running) {
      if (nowMs - startedAtMs > STEP_MS) this.#running.delete(regionId);
    }
  }

  #view(nowMs: number): Parameters<typeof decideSchedule>[0] {
    const { config, schedulers, regions } = this.#cluster;
    const of = (kind: Decision["kind"]) => [...this.#running.values()].filter((r) => r.decision.kind === kind).length;
    return {
      regions: regions.all(),
      stores: this.#cluster.storeViews(nowMs),
      busy: new Set(this.#running.keys()),
      running: { replica: of("replica"), leader: of("leader") },
      rules: {
        maxReplicas: config.number("replication", "max-replicas"),
        makeUp: config.isOn("enable-make-up-replica"),
        removeExtra: config.isOn("enable-remove-extra-replica"),
        removeDown: config.isOn("enable-remove-down-replica"),
        replaceOffline: config.isOn("enable-replace-offline-replica"),
      },
      limits: {
        replica: config.number("schedule", "replica-schedule-limit"),
        leader: config.number("schedule", "leader-schedule-limit"),
      },
      halted: config.isOn("halt-scheduling"),
      balancesLeaders: schedulers.isRunning("balance-leader-scheduler", nowMs),
    };
  }

  async #begin(decision: Decision): Promise<boolean> {
    const record = this.#cluster.regions.get(decision.regionId);
    if (!record?.leader) return false;
    const { step } = decision;
    const peer: Peer =
      step.kind === "add-learner"
        ? { id: await this.#cluster.ids.allocate(), store_id: step.storeId, role: "Learner" }
        : step.peer;
    const running = { decision, peer, startedAtMs: Date.now() };
    this.#running.set(decision.regionId, running);
    this.#log.info("add operator", { region: decision.regionId, step: step.kind, store: peer.store_id });
    this.#instruct(running, record);
    return true;
  }

  #instruct({ decision, peer }: Running, record: RegionRecord): void {
    if (!record.leader) return;
    const { kind } = decision.step;
    const instruction: RegionInstruction = {
      header: { cluster_id: this.#clusterId },
      region_id: record.region.id,
      region_epoch: record.region.region_epoch,
      target_peer: record.leader,
    };
    if (kind === "transfer-leader") instruction.transfer_leader = { peer };
    else {
      const role = kind === "add-learner" ? "Learner" : "Voter";
      instruction.change_peer = { peer: { ...peer, role }, change_type: CHANGES[kind] };
    }
    this.#send(record.leader.store_id, instruction);
  }
}

const CHANGES = { "add-learner": "AddLearnerNode", promote: "AddNode", remove: "RemoveNode" } as const;

/** A learner that was added and only has to catch up. */
const isUnderWay = ({ decision, peer }: Running, { region }: RegionRecord): boolean =>
  decision.step.kind === "add-learner" && region.peers.some(({ id }) => id === peer.id);

function isDone({ decision, peer }: Running, record: RegionRecord): boolean {
  const now = record.region.peers.find(({ id }) => id === peer.id);
  switch (decision.step.kind) {
    case "add-learner":
      return now !== undefined && !record.pendingPeers.some(({ id }) => id === peer.id);
    case "promote":
      return now?.role === "Voter";
    case "remove":
      return now === undefined;
    case "transfer-leader":
      return record.leader?.id === peer.id;
  }
}
