import { setTimeout as delay } from "node:timers/promises";
import type { ClientDuplexStream } from "@grpc/grpc-js";
import { reasonOf, type Log } from "../log.js";
import type { RecoveryPlan, RegionHeartbeat, RegionInstruction, ResponseHeader } from "../rpc/messages.js";
import type { DiskSpace } from "./disk.js";
import type { PdLink } from "./pd-link.js";
import type { Replica } from "./replica.js";
import type { Store } from "./store.js";

const RECONNECT_MS = 200;

export interface HeartbeatOptions {
  pd: PdLink;
  store: Store;
  disk: () => DiskSpace;
  isPaused: () => boolean;
  storeEveryMs: number;
  regionEveryMs: number;
  log: Log;
}

/** What this store tells PD, and what PD asks of it in return. Goes on whatever else is broken. */
export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #startedAt = Math.floor(Date.now() / 1_000);
  #stream: ClientDuplexStream<RegionHeartbeat, RegionInstruction> | undefined;
  #step: string | undefined;
  #wake: (() => void) | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#storeLoop(signal), this.#streamLoop(signal)]);
  }

  /** A region that is led here changed: PD is told at once. */
  report(replica: Replica): void {
    if (!replica.isLeader || !this.#stream) return;
    const { region, peer, downPeers, pendingPeers, bytes, pairs, node } = replica;
    this.#stream.write({
      header: { cluster_id: this.#options.pd.clusterId },
      region,
      leader: peer,
      down_peers: downPeers,
      pending_peers: pendingPeers,
      approximate_size: String(bytes),
      approximate_keys: String(pairs.size),
      term: String(node.term),
    });
  }

  async #storeLoop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#storeHeartbeat().catch((error: unknown) =>
        this.#options.log.warn("failed to send store heartbeat", { error: reasonOf(error) }),
      );
      const early = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([early, delay(this.#options.storeEveryMs, undefined, { signal }).catch(() => undefined)]);
    }
  }

  async #storeHeartbeat(): Promise<void> {
    const { pd, store, disk, isPaused } = this.#options;
    const { capacity, available, used } = disk();
    const answer = await pd.call<{ header: ResponseHeader | null; recovery_plan: RecoveryPlan | null }>(
      "StoreHeartbeat",
      {
        stats: {
          store_id: store.id,
          capacity: String(capacity),
          available: String(available),
          used_size: String(used),
          region_count: store.replicas.size,
          start_time: this.#startedAt,
          slow_score: "1",
          is_grpc_paused: isPaused(),
        },
        ...(this.#step === undefined ? {} : { store_report: { peer_reports: store.reports, step: this.#step } }),
      },
    );
    if (answer.header?.error?.type === "STORE_TOMBSTONE") {
      this.#options.log.error("store is tombstone", { error: answer.header.error.message });
    }
    if (answer.recovery_plan) this.#recover(answer.recovery_plan);
    else this.#step = undefined;
  }

  /** Carries the plan out and reports without waiting for the next heartbeat's time. */
  #recover(plan: RecoveryPlan): void {
    for (const { region_id, failed_voters } of plan.demotes) {
      this.#options.store.replicas.get(region_id)?.forceLead(failed_voters);
    }
    this.#step = plan.step;
    setTimeout(() => this.#wake?.(), RECONNECT_MS).unref();
  }

  async #streamLoop(signal: AbortSignal): Promise<void> {
    const { pd, store, regionEveryMs, log } = this.#options;
    const everyRegion = setInterval(() => this.#reportAll(), regionEveryMs);
    while (!signal.aborted) {
      try {
        const stream = await pd.regionHeartbeats();
        stream.on("data", (instruction: RegionInstruction) => store.obey(instruction));
        this.#stream = stream;
        this.#reportAll();
        await ended(stream, signal);
      } catch (error) {
        log.warn("no region heartbeats", { error: reasonOf(error) });
      }
      this.#stream = undefined;
      pd.forget();
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
    clearInterval(everyRegion);
  }

  #reportAll(): void {
    for (const replica of this.#options.store.led) this.report(replica);
  }
}

const ended = (stream: ClientDuplexStream<RegionHeartbeat, RegionInstruction>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      signal.removeEventListener("abort", stop);
      stream.cancel();
      resolve();
    };
    signal.addEventListener("abort", stop);
    stream.on("error", stop);
    stream.on("end", stop);
  });
