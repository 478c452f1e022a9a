import { withDeadline, type Surroundings } from "./context.js";
import { describe } from "./errors.js";
import type { EventLog } from "./event-log.js";
import { toleratedGapMs } from "./recovery.js";
import type { Cluster, Observation } from "./subject.js";
import { observeDeadlineMs } from "./watch-decision.js";

export interface HealthWatchOptions {
  cluster: Cluster;
  log: EventLog;
  surroundings: Surroundings;
  intervalMs: number;
}

/**
 * Observes the cluster on a fixed schedule, and at once when asked to, and appends `cluster.observed`
 * whenever the picture changes or nothing could be sampled for more than three intervals.
 *
 * A look that began before the injection may end after it and would then testify to the past:
 * `ignoreEarlierLooks` drops whatever is under way.
 */
export class HealthWatch {
  /** The last completed look. */
  last: Observation | undefined;
  lastSampleAt: number | null = null;
  private lastLookedFrom: number | null = null;
  private readonly controller = new AbortController();
  private readonly sampled = new Set<() => void>();
  private looking: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private epoch = 0;

  constructor(private readonly options: HealthWatchOptions) {}

  start(): void {
    this.timer = setInterval(() => this.look(), this.options.intervalMs);
    this.look();
  }

  /** Looks now; when a look is under way, once more right after it. */
  look(): void {
    if (this.controller.signal.aborted) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = this.observe().finally(() => {
      this.looking = undefined;
      if (!this.again) return;
      this.again = false;
      this.look();
    });
  }

  ignoreEarlierLooks(): void {
    this.epoch++;
    this.again = true;
  }

  /** Calls the listener after each sample, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.sampled.add(listener);
    return () => this.sampled.delete(listener);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.controller.abort(new Error("the watch is over"));
    await this.looking;
  }

  private async observe(): Promise<void> {
    const { epoch } = this;
    const { cluster, surroundings, log } = this.options;
    const lookedFrom = log.now();
    const observation = await withDeadline(
      { ...surroundings, signal: this.controller.signal },
      { doing: "observing the cluster", ms: observeDeadlineMs },
      (context) => cluster.observe(context),
    ).catch((error: unknown): Observation => {
      surroundings.log.debug("observation failed", { message: describe(error) });
      return { status: "unknown", problems: [] };
    });
    if (this.controller.signal.aborted || epoch !== this.epoch) return;
    this.record(observation, lookedFrom);
    for (const listener of this.sampled) listener();
  }

  private record(observation: Observation, lookedFrom: number): void {
    const { log, intervalMs } = this.options;
    const at = log.now();
    const gap = this.lastSampleAt !== null && at - this.lastSampleAt > toleratedGapMs(intervalMs);
    if (gap || pictureOf(observation) !== pictureOf(this.last)) {
      log.append("cluster.observed", {
        status: observation.status,
        problems: observation.problems,
        previousUntil: this.lastSampleAt,
        lookedFrom,
        previousLookedFrom: this.lastLookedFrom,
      });
    }
    this.last = observation;
    this.lastSampleAt = at;
    this.lastLookedFrom = lookedFrom;
  }
}

/** Two looks with the same status and the same problems by key show the same picture. */
function pictureOf(observation: Observation | undefined): string {
  if (!observation) return "";
  return [observation.status, ...observation.problems.map(({ key }) => key).sort()].join("\n");
}
