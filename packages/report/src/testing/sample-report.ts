import type { TrialEvent, TrialEventData, TrialEventType } from "@eval/core";
import { defaultTiming } from "@eval/core";
import type { ReportedCampaign, ReportedTrial, ReportInput } from "../report-input.js";
import { tellTrial } from "../trials/trial-story.js";

export const horizonMs = 60_000;

export function event<T extends TrialEventType>(type: T, at: number, data: TrialEventData[T]): TrialEvent {
  // TypeScript cannot see that type and data belong together once they are generic.
  return { type, at, data } as TrialEvent;
}

/** Found after 2 s and repaired after 10 s, unless said otherwise. */
export function trial(overrides: Partial<ReportedTrial> = {}): ReportedTrial {
  return {
    id: 1,
    number: 1,
    campaignId: 1,
    chaosType: "node_kill",
    operatorName: "remedy",
    variantName: null,
    baseline: false,
    seed: "s#1",
    attempt: 1,
    planDigest: "plan-1",
    outcome: "success",
    outcomeCode: null,
    claim: "resolved",
    claimCorrect: true,
    healedBy: "operator",
    detectedAfterMs: 2_000,
    resolvedAfterMs: 11_000,
    recoveredAfterMs: 10_000,
    unavailableMs: 9_000,
    probeCount: 240,
    probeFailures: 36,
    probeP99Ms: 12,
    lostWrites: 0,
    falseTickets: 0,
    standIn: null,
    horizonMs,
    healthyMs: 10_000,
    commandCount: 2,
    ...overrides,
  };
}

export function unrepaired(overrides: Partial<ReportedTrial> = {}): ReportedTrial {
  const nothing = { claim: null, claimCorrect: null, healedBy: null, resolvedAfterMs: null, recoveredAfterMs: null };
  return trial({ outcome: "timeout", ...nothing, ...overrides });
}

export const inBaseline = { baseline: true, operatorName: null, detectedAfterMs: null, commandCount: 0 } as const;

/** One trial for each letter, on seeds of their own: `S`uccess, `F` unrepaired, `X` invalid. */
export function series(letters: string, overrides: Partial<ReportedTrial> = {}): ReportedTrial[] {
  return letters.split("").map((letter, index) => {
    const number = index + 1;
    const own = { id: number, number, seed: `s#${number}`, planDigest: `plan-${number}`, ...overrides };
    if (letter === "X") return unrepaired({ ...own, outcome: "invalid", outcomeCode: "not_healthy", planDigest: null });
    return letter === "S" ? trial({ recoveredAfterMs: 10_000 + 1_000 * index, ...own }) : unrepaired(own);
  });
}

export const campaign: ReportedCampaign = {
  id: 1,
  name: "nightly",
  subject: "fake",
  plugin: "./fake",
  chaosType: "node_kill",
  trialCount: 3,
  baseline: false,
  variant: null,
  seed: "s",
  config: { arm: "remedy", params: { node: "n2" }, timing: { horizonMs, holdMs: 10_000 } },
  host: { kernel: "6.1", cores: 2 },
  createdAt: "2026-01-02T03:04:05.000Z",
};

/** Three seconds of probing before the fault, then failures for three, with a ticket and a command. */
export function sampleEvents(words: { ticket?: string; command?: string } = {}): TrialEvent[] {
  const { ticket: message = "n2 is down", command = "start n2" } = words;
  const spec = {
    ...{ subject: "fake", options: {}, chaosType: "node_kill", params: {}, seed: "s#1", operator: "remedy" },
    ...{ variant: null, baseline: false, endOnClaim: false, attempt: 1, timing: { ...defaultTiming, horizonMs } },
  };
  const started = {
    startedAt: "2026-01-02T03:04:05.000Z",
    spec,
    clusterId: "c",
    versions: { harness: "1" },
    process: {},
  };
  const ticket = {
    ...{
      id: 1,
      key: "node_down:n2",
      invariant: "node_down",
      target: "n2",
      status: "open" as const,
      held: false,
      message,
    },
    ...{ severity: "critical", diagnosis: null, firstSeenAt: null, resolvedAt: null, createdAt: null },
  };
  const window = (second: number, failed: readonly number[]) => {
    const first = second * 4 + 1;
    return event("probe.window", second * 1_000 + 1_500, {
      ...{ from: second * 1_000, first, last: first + 3, failed: failed.map((index) => first + index) },
      latencies: Array.from({ length: 4 - failed.length }, () => 1),
    });
  };
  return [
    event("trial.started", 0, started),
    ...[0, 1, 2].map((second) => window(second, [])),
    event("chaos.injecting", 3_000, {}),
    window(3, [2, 3]),
    window(4, [0, 1, 2, 3]),
    window(5, [0, 1, 2, 3]),
    event("ticket.opened", 5_000, { ticket, concerns: true, early: false }),
    event("operator.command", 5_500, {
      ...{ tool_name: "shell", tool_params: JSON.stringify({ command }), exit_code: 0, timestamp: null },
      ...{ entry_id: 1, session_id: "one" },
    }),
    window(7, []),
    event("watch.ended", 8_000, { reason: "recovered", lastSampleAt: 8_000, inForce: null }),
  ];
}

export function report(overrides: Partial<ReportInput> = {}): ReportInput {
  const trials = overrides.trials ?? [...series("SSSSSSSF"), ...baselineSeries("FFFFFFFF")];
  return {
    title: "nightly",
    campaigns: [campaign],
    trials,
    stories: trials.slice(0, 2).flatMap((told) => tellTrial(told, sampleEvents()) ?? []),
    notes: [],
    source: {
      database: "eval.db",
      createdAt: "2026-01-03T00:00:00.000Z",
      program: "eval 0.1.0",
      again: "npx opseval analyze 1 --json",
    },
    ...overrides,
  };
}

export function baselineSeries(letters: string, overrides: Partial<ReportedTrial> = {}): ReportedTrial[] {
  return series(letters, { ...inBaseline, campaignId: 2, ...overrides }).map((own) => ({ ...own, id: own.id + 100 }));
}
