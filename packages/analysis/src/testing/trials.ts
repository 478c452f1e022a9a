import type { OperatorCommand } from "@eval/core";
import type { AnalysedTrial } from "../trials/analysed-trial.js";

export const horizonMs = 300_000;

/** A trial in which the operator found the fault after 20 s and had repaired it after 60 s, unless said otherwise. */
export function trial(overrides: Partial<AnalysedTrial> = {}): AnalysedTrial {
  return {
    id: 1,
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
    detectedAfterMs: 20_000,
    resolvedAfterMs: 65_000,
    recoveredAfterMs: 60_000,
    unavailableMs: 55_000,
    probeCount: 240,
    probeFailures: 220,
    probeP99Ms: 12,
    lostWrites: 0,
    falseTickets: 0,
    standIn: null,
    horizonMs,
    healthyMs: 10_000,
    commandCount: 4,
    ...overrides,
  };
}

/** Nothing helped: the horizon passed. */
export function unrepaired(overrides: Partial<AnalysedTrial> = {}): AnalysedTrial {
  const nothing = { claim: null, claimCorrect: null, healedBy: null, resolvedAfterMs: null, recoveredAfterMs: null };
  return trial({ outcome: "timeout", ...nothing, ...overrides });
}

export function excluded(code: string, overrides: Partial<AnalysedTrial> = {}): AnalysedTrial {
  return unrepaired({ outcome: "invalid", outcomeCode: code, planDigest: null, detectedAfterMs: null, ...overrides });
}

/** One trial for each letter, on seeds of their own: `S`uccess, `F` unrepaired, `X` excluded. */
export function series(letters: string, overrides: Partial<AnalysedTrial> = {}): AnalysedTrial[] {
  return letters.split("").map((letter, index) => {
    const own = { id: index + 1, seed: `s#${index + 1}`, planDigest: `plan-${index + 1}`, ...overrides };
    if (letter === "X") return excluded("not_healthy", { ...own, planDigest: null });
    return letter === "S" ? trial(own) : unrepaired(own);
  });
}

export function command(text: string, rest: Partial<OperatorCommand> & { reasoning?: string } = {}): OperatorCommand {
  const { reasoning = "because", ...overrides } = rest;
  return {
    tool_name: "shell",
    tool_params: JSON.stringify({ command: text, reasoning }),
    exit_code: 0,
    timestamp: "2025-01-01T00:00:00.000Z",
    entry_id: 1,
    session_id: "one",
    ...overrides,
  };
}
