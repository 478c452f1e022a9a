import { withDeadline, type Surroundings } from "./context.js";
import type { EventLog } from "./event-log.js";
import type { ProbeWindow } from "./events.js";
import type { Cluster } from "./subject.js";
import type { Timing } from "./trial-spec.js";

export interface ProberOptions {
  cluster: Cluster;
  log: EventLog;
  surroundings: Surroundings;
  timing: Pick<Timing, "probeMs" | "probeTimeoutMs" | "probeOutstanding">;
}

interface OpenWindow {
  from: number;
  first: number;
  /** By value: latency in ms, or null for a failure. A value without an entry is still under way. */
  answers: Map<number, number | null>;
  size: number;
}

const windowMs = 1000;

/**
 * Probes open-loop: on a fixed schedule, however slow the answers are, so that a slow cluster is not
 * asked less often than a fast one. Latency counts from the scheduled time for the same reason
 * (coordinated omission). A probe that finds no free place failed without being sent.
 */
export class Prober {
  private readonly underWay = new Set<Promise<void>>();
  private readonly windows: OpenWindow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private next = 1;

  constructor(private readonly options: ProberOptions) {}

  /** Does nothing for a cluster without the capability. */
  start(): void {
    if (!this.options.cluster.probe) return;
    this.startedAt = this.options.surroundings.clock.now();
    this.tick();
  }

  /** Waits for the probes under way, at most their timeout, and appends the last windows. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await Promise.all(this.underWay);
    this.closeWindows(true);
  }

  private tick(): void {
    const { clock } = this.options.surroundings;
    // A late timer sends what has become due meanwhile, each with its own scheduled time.
    while (this.scheduledAt(this.next) <= clock.now()) this.probe(this.next++);
    this.closeWindows(false);
    this.timer = setTimeout(() => this.tick(), Math.max(0, this.scheduledAt(this.next) - clock.now()));
  }

  private scheduledAt(value: number): number {
    return this.startedAt + (value - 1) * this.options.timing.probeMs;
  }

  private probe(value: number): void {
    const { cluster, surroundings, timing } = this.options;
    const window = this.windowOf(value);
    if (this.underWay.size >= timing.probeOutstanding) {
      window.answers.set(value, null);
      return;
    }
    const sent = withDeadline(surroundings, { doing: "probing", ms: timing.probeTimeoutMs }, async (context) =>
      cluster.probe?.(value, context),
    ).then(
      () => void window.answers.set(value, surroundings.clock.now() - this.scheduledAt(value)),
      () => void window.answers.set(value, null),
    );
    const tracked = sent.finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
  }

  private windowOf(value: number): OpenWindow {
    const offset = this.options.log.offsetOf(this.scheduledAt(value));
    const current = this.windows.at(-1);
    if (current && offset < current.from + windowMs) {
      current.size++;
      return current;
    }
    const opened: OpenWindow = { from: offset, first: value, answers: new Map(), size: 1 };
    this.windows.push(opened);
    return opened;
  }

  /** Windows are recorded in order, each once all its probes have been answered and no more can join. */
  private closeWindows(all: boolean): void {
    while (this.windows.length > (all ? 0 : 1) && this.windows[0]!.answers.size === this.windows[0]!.size) {
      this.options.log.append("probe.window", finished(this.windows.shift()!));
    }
  }
}

function finished({ from, first, answers, size }: OpenWindow): ProbeWindow {
  const values = Array.from({ length: size }, (_, index) => first + index);
  return {
    from,
    first,
    last: first + size - 1,
    failed: values.filter((value) => answers.get(value) === null),
    latencies: values.flatMap((value) => {
      const latency = answers.get(value);
      return typeof latency === "number" ? [Math.round(latency * 10) / 10] : [];
    }),
  };
}
