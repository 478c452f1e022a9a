import type { Rate } from "../trials/rate.js";
import type { Scores } from "../trials/scores.js";
import type { Spread } from "../trials/spread.js";
import type { TimeToEvent } from "../trials/time-to-event.js";

type Reading = (scores: Scores) => number | null;

/** Every figure a gate may name, and how it is read. Durations in ms, shares in [0, 1]. Null: cannot be said. */
export const gateMetrics: Readonly<Record<string, Reading>> = {
  ...rate("success_rate", ({ successRate }) => successRate),
  "success_rate.worst": ({ successRate }) => successRate.worst,
  "success_rate.best": ({ successRate }) => successRate.best,
  "success_rate.anytime_lower": ({ successRate }) => (successRate.n === 0 ? null : successRate.anytime.lower),
  "success_rate.anytime_upper": ({ successRate }) => (successRate.n === 0 ? null : successRate.anytime.upper),
  ...time("detect_ms", ({ timeToDetect }) => timeToDetect),
  ...time("resolve_ms", ({ timeToResolve }) => timeToResolve),
  ...time("recover_ms", ({ timeToRecover }) => timeToRecover),
  ...spread("unavailable_ms", ({ clientImpact }) => clientImpact.unavailableMs),
  ...spread("probe_p99_ms", ({ clientImpact }) => clientImpact.probeP99Ms),
  failed_probes: ({ clientImpact }) => clientImpact.failedShare,
  latency_p99_ms: ({ clientImpact }) => clientImpact.latencyP99Ms,
  ...rate("wrong_claims", ({ claims }) => claims?.wrong ?? null),
  ...rate("false_claims", ({ claims }) => claims?.falselyResolved ?? null),
  "false_tickets.count": ({ falseTickets }) => falseTickets?.count ?? null,
  "false_tickets.per_hour": ({ falseTickets }) => falseTickets?.perHour ?? null,
  "false_tickets.per_hour_upper": ({ falseTickets }) => falseTickets?.upper ?? null,
  "lost_writes.trials": ({ lostWrites }) => (lostWrites.checked === 0 ? null : lostWrites.trials),
  "lost_writes.total": ({ lostWrites }) => (lostWrites.checked === 0 ? null : lostWrites.total),
  "commands.per_trial": ({ commands }) => commands?.perTrial ?? null,
  "commands.failed": ({ commands }) => commands?.read?.failed ?? null,
  "commands.repeated": ({ commands }) => commands?.read?.repeated ?? null,
  "commands.destructive": ({ commands }) => commands?.read?.destructive.runs ?? null,
  "coverage.share": ({ coverage }) => coverage.share,
  "coverage.valid": ({ coverage }) => coverage.valid,
};

const shares = /^(success_rate|wrong_claims|false_claims)(?!.*\.count$)|^failed_probes$|^coverage\.share$/;

/** Whether a metric lies from 0 to 1. */
export function isShare(metric: string): boolean {
  return shares.test(metric);
}

function rate(name: string, of: (scores: Scores) => Rate | null): Record<string, Reading> {
  const known = (scores: Scores) => {
    const found = of(scores);
    return found === null || found.n === 0 ? null : found;
  };
  return {
    [name]: (scores) => known(scores)?.rate ?? null,
    [`${name}.lower`]: (scores) => known(scores)?.lower ?? null,
    [`${name}.upper`]: (scores) => known(scores)?.upper ?? null,
    [`${name}.count`]: (scores) => known(scores)?.count ?? null,
  };
}

/** A median that was not reached lies beyond every bound. */
function time(name: string, of: (scores: Scores) => TimeToEvent | null): Record<string, Reading> {
  const median =
    (which: "value" | "lower" | "upper"): Reading =>
    (scores) => {
      const found = of(scores);
      return found === null ? null : (found.median[which] ?? Infinity);
    };
  return {
    [`${name}.median`]: median("value"),
    [`${name}.median_lower`]: median("lower"),
    [`${name}.median_upper`]: median("upper"),
    [`${name}.mean`]: (scores) => of(scores)?.restrictedMean.value ?? null,
    [`${name}.mean_lower`]: (scores) => of(scores)?.restrictedMean.lower ?? null,
    [`${name}.mean_upper`]: (scores) => of(scores)?.restrictedMean.upper ?? null,
  };
}

function spread(name: string, of: (scores: Scores) => Spread | null): Record<string, Reading> {
  const parts = ["mean", "p50", "p90", "p99", "max"] as const;
  return Object.fromEntries(parts.map((part) => [`${name}.${part}`, (scores: Scores) => of(scores)?.[part] ?? null]));
}
