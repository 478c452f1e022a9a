import type { JsonObject, Phase, TrialEvent, TrialEventType } from "@eval/core";

/** What has to be removed for an unfinished trial whose harness is dead. */
export interface Aftermath {
  /** An operator that was never seen to stop. */
  operator: OperatorLeft | null;
  /** Clusters that may exist. */
  clusters: readonly string[];
}

/** Its facts are known once it has been started; a crash may have come just before. */
export interface OperatorLeft {
  facts: JsonObject | null;
}

/** From the trial's events alone; the first must be `trial.started`. */
export function aftermathOf(events: readonly TrialEvent[]): Aftermath {
  const [first] = events;
  if (first?.type !== "trial.started") throw new TypeError("a trial's first event is trial.started");
  // In a campaign the cluster may stem from an earlier trial, and then nothing here says that it was made.
  const clusters = new Set([first.data.clusterId]);
  let operator: OperatorLeft | null = null;
  for (const { type, data } of events) {
    if (type === "cluster.creating") clusters.add(data.clusterId);
    else if (type === "cluster.destroyed") clusters.delete(data.clusterId);
    else if (type === "operator.starting") operator = { facts: null };
    else if (type === "operator.started") operator = { facts: data.facts };
    else if (type === "operator.stopped") operator = null;
  }
  return { operator, clusters: [...clusters] };
}

/** What is recorded once that has been removed. The trial ends with its harness's last sign of life. */
export function closingEvents(
  events: readonly TrialEvent[],
  removed: { survivors: readonly { pid: number; command: string }[]; settledAt: string },
): TrialEvent[] {
  const at = events.at(-1)?.at ?? 0;
  const { operator, clusters } = aftermathOf(events);
  const closing: TrialEvent[] = [];
  if (operator) {
    const data = { managed: true, end: null, killed: true, survivors: removed.survivors };
    closing.push({ type: "operator.stopped", at, data });
  }
  closing.push({
    type: "trial.failed",
    at,
    data: {
      code: "harness_died",
      phase: phaseReached(events),
      message: "the harness ended in the middle of the trial",
      details: { settledAt: removed.settledAt },
      verdictStands: events.some(({ type }) => type === "trial.judged"),
    },
  });
  for (const clusterId of clusters) closing.push({ type: "cluster.destroyed", at, data: { clusterId } });
  return [...closing, { type: "trial.ended", at, data: {} }];
}

/** The event that begins each phase, the last phase first. */
const beginnings: readonly (readonly [TrialEventType, Phase])[] = [
  ["trial.judged", "clean"],
  ["watch.ended", "judge"],
  ["chaos.injected", "wait"],
  ["trial.armed", "inject"],
  ["cluster.ready", "arm"],
];

function phaseReached(events: readonly TrialEvent[]): Phase {
  const seen = new Set(events.map(({ type }) => type));
  return beginnings.find(([type]) => seen.has(type))?.[1] ?? "ready";
}
