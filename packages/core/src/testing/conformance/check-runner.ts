import { setMaxListeners } from "node:events";
import type { CheckDraft } from "./check-draft.js";
import type { ClusterPool } from "./cluster-pool.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { Station } from "./station.js";

/** A check begun before anybody asked for it. */
interface BegunAhead {
  done: Promise<void>;
  stop: (reason: unknown) => void;
}

/**
 * Runs checks, each in its place. Test frameworks ask for one after the other, so where trials may wait
 * side by side, the first of them to be asked for begins its neighbours as well; whoever asks for those
 * later gets what has come of them.
 */
export class CheckRunner {
  private readonly underWay = new Set<Promise<void>>();
  private readonly ahead = new Map<CheckDraft, BegunAhead>();

  constructor(
    private readonly pool: ClusterPool,
    private readonly settings: ConformanceSettings,
    /** In the order in which they are best run. */
    private readonly drafts: readonly CheckDraft[],
  ) {}

  async run(draft: CheckDraft, signal: AbortSignal | undefined): Promise<void> {
    if (draft.place === "lent" && this.settings.clusters > 1) this.beginNeighbours(draft);
    const begun = this.ahead.get(draft);
    if (!begun) return this.begin(draft, signal);
    this.ahead.delete(draft);
    const stop = () => begun.stop(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await begun.done;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Stops what nobody has asked for, waits for everything under way, and removes the clusters. */
  async close(): Promise<void> {
    for (const { stop } of this.ahead.values()) stop(new Error("the suite is closed"));
    this.ahead.clear();
    await Promise.allSettled(this.underWay);
    await this.pool.close();
  }

  /** The trials that follow in a row. */
  private beginNeighbours(draft: CheckDraft): void {
    if (this.ahead.has(draft)) return;
    const rest = this.drafts.slice(this.drafts.indexOf(draft));
    const end = rest.findIndex(({ place }) => place !== "lent");
    for (const each of end < 0 ? rest : rest.slice(0, end)) {
      if (this.ahead.has(each)) continue;
      const controller = new AbortController();
      const done = this.begin(each, controller.signal);
      done.catch(() => undefined);
      this.ahead.set(each, { done, stop: (reason) => controller.abort(reason) });
    }
  }

  private begin(draft: CheckDraft, signal: AbortSignal | undefined): Promise<void> {
    const before = [...this.underWay];
    const done = this.inItsPlace(draft, { before, signal: patient(signal) }).finally(() => this.underWay.delete(done));
    done.catch(() => undefined);
    this.underWay.add(done);
    return done;
  }

  private async inItsPlace(
    draft: CheckDraft,
    { before, signal }: { before: readonly Promise<void>[]; signal: AbortSignal | undefined },
  ): Promise<void> {
    const { pool } = this;
    const { name, place } = draft;
    const { onCheck } = this.settings;
    let begun = false;
    const begin = () => {
      if (!begun) onCheck({ name, is: "at work" });
      begun = true;
    };
    const station = new Station({ pool, shared: pool.first, check: name, signal, begin });
    const work = () => {
      begin();
      return station.onCluster(() => draft.run(station));
    };
    try {
      if (place === "lent") return await draft.run(station);
      if (place !== "last") return await pool.withFirst(work);
      await Promise.allSettled(before);
      await work();
    } finally {
      if (begun) onCheck({ name, is: "done" });
    }
  }
}

/** Probes, looks and waits listen to it all at once, which is no leak. */
function patient(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined;
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}
