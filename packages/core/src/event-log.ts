import type { Clock } from "./clock.js";
import type { TrialEvent, TrialEventData, TrialEventType } from "./events.js";
import type { Recorder } from "./recorder.js";
import { advance, beginState, type TrialState } from "./trial-state.js";

export interface EventLogOptions {
  recorder: Recorder;
  campaignId: number;
  clock: Clock;
  started: Omit<TrialEventData["trial.started"], "startedAt">;
  onEvent?: (event: TrialEvent, trialId: number) => void;
}

/** How long an event nobody waits for may wait for company before it is written, in ms. */
const lingerMs = 2;

/**
 * The trial's events on their way to the recorder, and the state they amount to.
 *
 * `append` takes effect at once in `state`; `durable` resolves when everything appended so far has
 * been recorded, in order. Events that pile up while a write is under way share the next one. After
 * a failed write nothing more is written: a gap in the list would make every fold a lie.
 */
export class EventLog {
  private pending: TrialEvent[] = [];
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failure: { error: unknown } | undefined;
  private readonly listeners = new Set<(event: TrialEvent) => void>();
  private lastAt = 0;

  private constructor(
    readonly trialId: number,
    readonly state: TrialState,
    private readonly options: EventLogOptions,
    private readonly origin: number,
  ) {}

  static async begin(options: EventLogOptions): Promise<EventLog> {
    const { clock, recorder, campaignId, onEvent } = options;
    const origin = clock.now();
    const data = { startedAt: clock.wall().toISOString(), ...options.started };
    const event: TrialEvent = { type: "trial.started", at: 0, data };
    const trialId = await recorder.beginTrial(campaignId, event);
    onEvent?.(event, trialId);
    return new EventLog(trialId, beginState(data), options, origin);
  }

  /** The current offset in ms, never smaller than the last event's. */
  now(): number {
    return Math.max(this.lastAt, Math.round((this.options.clock.now() - this.origin) * 1000) / 1000);
  }

  /** The offset of a reading of the clock. */
  offsetOf(reading: number): number {
    return Math.round((reading - this.origin) * 1000) / 1000;
  }

  append<T extends TrialEventType>(type: T, data: TrialEventData[T]): void {
    const at = this.now();
    this.lastAt = at;
    // TypeScript cannot see that type and data belong together once they are generic.
    const event = { type, at, data } as TrialEvent;
    advance(this.state, event);
    this.pending.push(event);
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), lingerMs);
    this.options.onEvent?.(event, this.trialId);
    for (const listener of this.listeners) listener(event);
  }

  /** Calls the listener after each event, until the returned function is called. */
  subscribe(listener: (event: TrialEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Rejects with the store's error when something could not be recorded. */
  async durable(): Promise<void> {
    while (this.pending.length > 0 || this.writing) await this.flush();
    if (this.failure) throw this.failure.error;
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.failure) {
      this.pending = [];
      throw this.failure.error;
    }
    if (this.writing) return this.writing;
    const batch = this.pending;
    if (batch.length === 0) return;
    this.pending = [];
    this.writing = this.options.recorder.append(this.trialId, batch);
    try {
      await this.writing;
    } catch (error) {
      this.failure = { error };
      throw error;
    } finally {
      this.writing = undefined;
    }
  }
}
