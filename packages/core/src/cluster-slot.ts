import { randomUUID } from "node:crypto";
import { withDeadline, type Surroundings } from "./context.js";
import { digest } from "./digest.js";
import { asHarnessError, describe, HarnessError, type ErrorCode } from "./errors.js";
import type { EventLog } from "./event-log.js";
import type { JsonObject } from "./json.js";
import type { Cluster, EvalSubject } from "./subject.js";
import type { Timing } from "./trial-spec.js";
import { waitHealthy } from "./wait-healthy.js";

export interface ClusterSlotOptions {
  subject: EvalSubject;
  options: JsonObject;
  timing: Pick<Timing, "healthyMs" | "callMs">;
}

/** How long an interrupted create or reset may take to undo what it began, in ms. */
const settleMs = 10_000;

/**
 * Holds the one cluster that a campaign's trials use in turn: created for the first of them, reset
 * for each later one, replaced once it is tainted.
 */
export class ClusterSlot {
  private id = newClusterId();
  private cluster: Cluster | undefined;
  /** Whether anything may exist under the current id. */
  private begun = false;
  /** Of the first cluster, freshly created: what every later trial must begin with. */
  private reference: { digest: string; fingerprint: unknown } | undefined;

  constructor(private readonly options: ClusterSlotOptions) {}

  /** The id that the next trial's cluster carries: known before anything is made. */
  get clusterId(): string {
    return this.id;
  }

  /** A clean, healthy cluster for the trial. Rejects with `create_failed`, `reset_failed`, `not_healthy` or `not_clean`. */
  async ready(log: EventLog, surroundings: Surroundings): Promise<Cluster> {
    const { timing } = this.options;
    const { clock } = surroundings;
    const began = clock.now();
    const cluster = this.cluster
      ? await this.reset(this.cluster, log, surroundings)
      : await this.create(log, surroundings);
    await withDeadline(
      surroundings,
      { doing: "waiting until the cluster is healthy", ms: timing.healthyMs },
      (context) => waitHealthy(cluster, context),
    );
    const fingerprint = await this.prove(cluster, surroundings);
    log.append("cluster.ready", { clusterId: this.id, fingerprint, tookMs: clock.now() - began });
    return cluster;
  }

  /** Removes the cluster; the next trial gets a new one. Falls back to a sweep by id. */
  async destroy(surroundings: Surroundings, log?: EventLog): Promise<void> {
    const { subject, timing } = this.options;
    const { cluster, id } = this;
    if (!this.begun) return;
    this.cluster = undefined;
    this.begun = false;
    this.id = newClusterId();
    const ours = { ...surroundings, clusterId: id };
    if (cluster) {
      await withDeadline(ours, { doing: "destroying the cluster", ms: timing.callMs }, (context) =>
        cluster.destroy(context),
      ).catch((error: unknown) => surroundings.log.warn("destroy failed, sweeping", { message: describe(error) }));
    }
    try {
      await withDeadline(ours, { doing: "sweeping the cluster", ms: timing.callMs }, (context) =>
        subject.sweep(id, context),
      );
      await cluster?.[Symbol.asyncDispose]();
    } catch (error) {
      throw asHarnessError(error, "destroy_failed", "clean");
    }
    log?.append("cluster.destroyed", { clusterId: id });
    await log?.durable();
  }

  /** Records why the cluster cannot be used again, and destroys it. */
  async taint(log: EventLog, surroundings: Surroundings, why: { code: ErrorCode; message: string }): Promise<void> {
    log.append("cluster.tainted", why);
    await this.destroy(surroundings, log);
  }

  private async create(log: EventLog, surroundings: Surroundings): Promise<Cluster> {
    const { subject, options, timing } = this.options;
    const began = surroundings.clock.now();
    log.append("cluster.creating", { clusterId: this.id });
    await log.durable();
    this.begun = true;
    try {
      const call = { doing: "creating the cluster", ms: timing.callMs, settleMs };
      this.cluster = await withDeadline(surroundings, call, (context) => subject.create(options, context));
    } catch (error) {
      throw asOwn(error, "create_failed");
    }
    const tookMs = surroundings.clock.now() - began;
    log.append("cluster.created", { clusterId: this.id, handle: this.cluster.handle, tookMs });
    return this.cluster;
  }

  private async reset(cluster: Cluster, log: EventLog, surroundings: Surroundings): Promise<Cluster> {
    log.append("cluster.resetting", { clusterId: this.id, handle: cluster.handle });
    await log.durable();
    try {
      const call = { doing: "resetting the cluster", ms: this.options.timing.callMs, settleMs };
      await withDeadline(surroundings, call, (context) => cluster.reset(context));
    } catch (error) {
      throw asOwn(error, "reset_failed");
    }
    return cluster;
  }

  /** The fingerprint's digest, once it is proved to equal the first fresh cluster's. */
  private async prove(cluster: Cluster, surroundings: Surroundings): Promise<string> {
    const call = { doing: "taking the cluster's fingerprint", ms: this.options.timing.callMs };
    const state = await withDeadline(surroundings, call, (context) => cluster.captureState(context));
    const fingerprint = cluster.fingerprint(state);
    const found = digest(fingerprint);
    this.reference ??= { digest: found, fingerprint };
    if (found !== this.reference.digest) {
      throw new HarnessError("not_clean", {
        phase: "ready",
        details: { expected: JSON.stringify(this.reference.fingerprint), found: JSON.stringify(fingerprint) },
      });
    }
    return found;
  }
}

/** Twelve hexadecimal digits: unique enough beside other clusters, short enough for socket paths. */
function newClusterId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 12);
}

function asOwn(error: unknown, code: ErrorCode): HarnessError {
  const known = asHarnessError(error, code, "ready");
  if (known.code === code || known.code === "interrupted" || known.code === "host_lacking") return known;
  return new HarnessError(code, { message: describe(error), phase: "ready", cause: error });
}
