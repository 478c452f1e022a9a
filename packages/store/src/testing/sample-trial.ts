import { defaultTiming, type CampaignSpec, type Ticket, type TrialEvent, type TrialSpec } from "@eval/core";

export const sampleCampaign: CampaignSpec = {
  name: "nightly",
  subject: "fake",
  plugin: "@example/subject-fake",
  chaosType: "node_kill",
  trialCount: 2,
  baseline: false,
  variant: "large",
  seed: "7",
  config: { trials: 2, chaos: ["node_kill"] },
  host: { cores: 2 },
  createdAt: "2026-03-01T10:00:00.000Z",
};

export const sampleSpec: TrialSpec = {
  subject: "fake",
  options: { size: 3 },
  chaosType: "node_kill",
  params: {},
  seed: "7/1",
  operator: "remedy",
  variant: "large",
  baseline: false,
  endOnClaim: false,
  timing: { ...defaultTiming, holdMs: 0 },
  attempt: 1,
  identity: "0f".repeat(32),
};

export function sampleStart(clusterId = "c-1"): TrialEvent {
  return {
    type: "trial.started",
    at: 0,
    data: {
      startedAt: "2026-03-01T10:00:01.000Z",
      spec: sampleSpec,
      clusterId,
      versions: { harness: "0.1.0", subject: "0.1.0" },
      process: { pid: 42 },
    },
  };
}

const ticket: Ticket = {
  id: 1,
  key: "node_down:n1",
  invariant: "node_down",
  target: "n1",
  status: "open",
  held: false,
  message: "n1 is down",
  severity: "critical",
  diagnosis: null,
  firstSeenAt: null,
  resolvedAt: null,
  createdAt: null,
};

/** What follows `sampleStart` in a trial that an operator repairs: every column of the row gets a value at last. */
export function sampleEvents(): TrialEvent[] {
  return [
    { type: "cluster.creating", at: 1, data: { clusterId: "c-1" } },
    { type: "cluster.observed", at: 20, data: { status: "healthy", problems: [], previousUntil: null } },
    { type: "cluster.ready", at: 21, data: { clusterId: "c-1", fingerprint: "f", tookMs: 20 } },
    { type: "quiet.began", at: 25, data: { forMs: 5 } },
    { type: "trial.armed", at: 30, data: { initialState: { nodes: 3 }, remembered: null } },
    { type: "chaos.planned", at: 40, data: { chaosType: "node_kill", plan: { node: "n1" }, digest: "d1" } },
    { type: "chaos.injecting", at: 50, data: {} },
    { type: "chaos.injected", at: 60, data: { metadata: { pid: 7 } } },
    {
      type: "cluster.observed",
      at: 70,
      data: {
        status: "degraded",
        problems: [{ key: "node_down:n1", target: "n1", message: "n1 is down", severity: "critical" }],
        previousUntil: 65,
      },
    },
    { type: "ticket.opened", at: 80, data: { ticket, concerns: true, early: false } },
    { type: "operator.command", at: 90, data: command(null) },
    { type: "operator.command", at: 95, data: command(0) },
    { type: "cluster.observed", at: 120, data: { status: "healthy", problems: [], previousUntil: 110 } },
    { type: "probe.window", at: 1_000, data: { from: 0, first: 1, last: 3, failed: [2], latencies: [1.5, 2.5] } },
    { type: "watch.ended", at: 1_000, data: { reason: "recovered", lastSampleAt: 990, inForce: null } },
    { type: "writes.checked", at: 1_010, data: { acknowledged: 2, lost: [] } },
    { type: "trial.judged", at: 1_020, data: { finalState: { nodes: 3, healed: true } } },
    { type: "chaos.cleaning", at: 1_030, data: {} },
    { type: "chaos.cleaned", at: 1_040, data: { inForce: "absent", healthy: true } },
    { type: "trial.ended", at: 1_050, data: {} },
  ];
}

/** An event that no column of the row depends on. */
export function sampleThought(text: string, at = 100): TrialEvent {
  return { type: "operator.reasoning", at, data: { sessionId: "s-1", text, timestamp: null } };
}

/** An event that the database refuses: an offset that is not a number cannot be stored. */
export function refusedEvent(): TrialEvent {
  return sampleThought("never stored", Number.NaN);
}

function command(exitCode: number | null) {
  return {
    tool_name: "shell",
    tool_params: JSON.stringify({ command: "admin start n1" }),
    exit_code: exitCode,
    timestamp: "2026-03-01T10:00:01.090Z",
    entry_id: 5,
    session_id: "s-1",
  };
}
