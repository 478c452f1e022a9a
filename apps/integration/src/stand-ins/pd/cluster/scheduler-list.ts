export const EVICT_LEADER = "evict-leader-scheduler";

const DEFAULTS = [
  "balance-region-scheduler",
  "balance-leader-scheduler",
  "balance-hot-region-scheduler",
  "evict-slow-store-scheduler",
  "evict-stopping-store-scheduler",
];

/** What is kept of the schedulers. */
export interface SchedulersKept {
  names: string[];
  evicted: string[];
}

/** Which schedulers run, which are paused, and from which stores leaders are evicted. */
export class SchedulerList {
  readonly #names: Set<string>;
  readonly #evicted: Set<string>;
  readonly #pausedUntil = new Map<string, number>();

  constructor(kept: SchedulersKept | undefined) {
    this.#names = new Set(kept?.names ?? DEFAULTS);
    this.#evicted = new Set(kept?.evicted);
  }

  get kept(): SchedulersKept {
    return { names: [...this.#names], evicted: [...this.#evicted] };
  }

  get evicted(): readonly string[] {
    return [...this.#evicted];
  }

  names({ nowMs, status }: { nowMs: number; status?: string | null }): string[] {
    const names = [...this.#names].sort();
    return status === "paused" ? names.filter((name) => this.#isPaused(name, nowMs)) : names;
  }

  isRunning(name: string, nowMs: number): boolean {
    return this.#names.has(name) && !this.#isPaused(name, nowMs);
  }

  isEvicted(storeId: string, nowMs: number): boolean {
    return this.#evicted.has(storeId) && this.isRunning(EVICT_LEADER, nowMs);
  }

  /** False for a name this PD does not know. */
  add(name: string, storeId?: string): boolean {
    if (name === EVICT_LEADER && storeId !== undefined) this.#evicted.add(storeId);
    else if (!DEFAULTS.includes(name)) return false;
    this.#names.add(name);
    return true;
  }

  /** `evict-leader-scheduler`, or `evict-leader-scheduler-4` for one store of it. False when there is none. */
  remove(name: string): boolean {
    const one = /^evict-leader-scheduler-(\d+)$/.exec(name)?.[1];
    if (one !== undefined) {
      const removed = this.#evicted.delete(one);
      if (this.#evicted.size === 0) this.#names.delete(EVICT_LEADER);
      return removed;
    }
    if (name === EVICT_LEADER) this.#evicted.clear();
    return this.#names.delete(name);
  }

  /** Paused for so many seconds; 0 resumes. False when there is none. */
  pause(name: string, seconds: number, nowMs: number): boolean {
    if (!this.#names.has(name)) return false;
    this.#pausedUntil.set(name, nowMs + seconds * 1_000);
    return true;
  }

  #isPaused(name: string, nowMs: number): boolean {
    return (this.#pausedUntil.get(name) ?? 0) > nowMs;
  }
}
