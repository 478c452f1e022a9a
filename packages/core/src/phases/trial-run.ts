import type { Surroundings } from "../context.js";
import type { EventLog } from "../event-log.js";
import type { HealthWatch } from "../health-watch.js";
import type { Json } from "../json.js";
import type { Operator, OperatorEnd, RunningOperator } from "../operator.js";
import type { Prober } from "../prober.js";
import type { Briefing, ChaosType, Cluster } from "../subject.js";
import type { TraceFollower } from "../trace-follower.js";
import type { TrialSpec } from "../trial-spec.js";
import type { ClusterSlot } from "../cluster-slot.js";

/** A trial under way: what its phases hand on to one another. Filled from left to right, emptied by `clean`. */
export interface TrialRun {
  readonly spec: TrialSpec;
  readonly slot: ClusterSlot;
  readonly log: EventLog;
  /** Aborts when the run is interrupted; `clean` works without its signal. */
  readonly surroundings: Surroundings;
  /** Null in a sham. */
  readonly chaos: ChaosType | null;
  /** Null in a baseline. */
  readonly operator: Operator | null;

  cluster?: Cluster;
  briefing?: Briefing;
  running?: RunningOperator;
  /** Set when the operator ended although nobody had asked it to. */
  operatorEnd?: OperatorEnd;
  watch?: HealthWatch;
  prober?: Prober;
  follower?: TraceFollower;
  plan?: Json;
}

/** A cluster is there once `ready` is over. */
export function clusterOf(run: TrialRun): Cluster {
  if (!run.cluster) throw new Error("this phase needs the cluster that `ready` provides");
  return run.cluster;
}
