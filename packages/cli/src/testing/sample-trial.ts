import { defaultTiming, type TrialEvent, type TrialEventData, type TrialEventType, type TrialSpec } from "@eval/core";

export const sampleSpec: TrialSpec = {
  subject: "fake",
  options: {},
  chaosType: "node_down",
  params: {},
  seed: "s#1",
  operator: "remedy",
  variant: "remedy",
  baseline: false,
  endOnClaim: false,
  timing: { ...defaultTiming, horizonMs: 60_000 },
  attempt: 1,
};

export const sampleTicket = {
  id: 1,
  key: "node_down:n2",
  invariant: "node_down",
  target: "n2",
  status: "open" as const,
  held: false,
  message: "n2 is down",
  severity: "critical",
  diagnosis: null,
  firstSeenAt: null,
  resolvedAt: null,
  createdAt: null,
};

export function event<T extends TrialEventType>(type: T, at: number, data: TrialEventData[T]): TrialEvent {
  // TypeScript cannot see that type and data belong together once they are generic.
  return { type, at, data } as TrialEvent;
}

export function started(data: Partial<TrialEventData["trial.started"]> = {}): TrialEvent {
  return event("trial.started", 0, {
    startedAt: "2026-01-02T03:04:05.000Z",
    spec: sampleSpec,
    clusterId: "c1",
    versions: {},
    process: {},
    ...data,
  });
}

/** A trial in which the operator repairs a node, event by event. */
export const sampleTrial: readonly TrialEvent[] = [
  started(),
  event("cluster.creating", 1, { clusterId: "c1" }),
  event("cluster.created", 700, { clusterId: "c1", handle: { id: "c1" }, tookMs: 699 }),
  event("cluster.ready", 900, { clusterId: "c1", fingerprint: "f", tookMs: 899 }),
  event("operator.starting", 901, { name: "remedy" }),
  event("operator.started", 1_200, { facts: { managed: true, pid: 42, isolated: false, isolationReason: "no root" } }),
  event("cluster.observed", 1_210, { status: "healthy", problems: [], previousUntil: null }),
  event("quiet.began", 1_300, { forMs: 2_000 }),
  event("trial.armed", 3_300, { initialState: { up: 3 }, remembered: null }),
  event("chaos.planned", 3_301, { chaosType: "node_down", plan: { node: "n2" }, digest: "d" }),
  event("chaos.injecting", 3_302, {}),
  event("chaos.injected", 3_310, { metadata: { node: "n2" } }),
  event("cluster.observed", 3_320, {
    status: "degraded",
    problems: [{ key: "node_down:n2", target: "n2", message: "n2 is down", severity: "critical" }],
    previousUntil: 3_300,
  }),
  event("ticket.opened", 3_500, { ticket: sampleTicket, concerns: true, early: false }),
  event("operator.command", 3_600, {
    tool_name: "shell",
    tool_params: '{"command":"start n2"}',
    exit_code: null,
    timestamp: null,
    entry_id: 1,
    session_id: "a",
  }),
  event("operator.command", 3_900, {
    tool_name: "shell",
    tool_params: '{"command":"start n2"}',
    exit_code: 0,
    timestamp: null,
    entry_id: 1,
    session_id: "a",
  }),
  event("cluster.observed", 3_910, { status: "healthy", problems: [], previousUntil: 3_800 }),
  event("ticket.changed", 4_000, {
    ticket: { ...sampleTicket, status: "resolved", diagnosis: "started n2\u001B[2J" },
    concerns: true,
  }),
  event("probe.window", 4_300, { from: 3_302, first: 1, last: 4, failed: [1, 2], latencies: [3, 4] }),
  event("watch.ended", 14_000, { reason: "recovered", lastSampleAt: 13_990, inForce: null }),
  event("writes.checked", 14_010, { acknowledged: 2, lost: [] }),
  event("trial.judged", 14_020, { finalState: { up: 3 } }),
  event("operator.stopped", 14_100, { managed: true, end: null, killed: false, survivors: [] }),
  event("chaos.cleaning", 14_101, {}),
  event("chaos.cleaned", 14_200, { inForce: "absent", healthy: null }),
  event("trial.ended", 14_201, {}),
];

/** The sample up to and including the first event of that type. */
export function upTo(type: TrialEventType): TrialEvent[] {
  return sampleTrial.slice(0, sampleTrial.findIndex((each) => each.type === type) + 1);
}
