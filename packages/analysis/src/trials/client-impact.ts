import { quantileOfSorted } from "../stats/quantile.js";
import type { AnalysedTrial } from "./analysed-trial.js";
import { spreadOf, type Spread } from "./spread.js";

/** What clients felt between the injection and the end of the watch. Null where nothing was probed. */
export type ClientImpact = {
  unavailableMs: Spread | null;
  probes: number;
  failed: number;
  failedShare: number | null;
  /** Of the trials' own 99th percentiles of latency. */
  probeP99Ms: Spread | null;
  /** The 99th percentile of all latencies together, where every trial brings its latencies. */
  latencyP99Ms: number | null;
};

export function clientImpactOf(valid: readonly AnalysedTrial[]): ClientImpact {
  let [probes, failed] = [0, 0];
  for (const trial of valid) {
    probes += trial.probeCount;
    failed += trial.probeFailures;
  }
  return {
    unavailableMs: spreadOf(known(valid, "unavailableMs")),
    probes,
    failed,
    failedShare: probes === 0 ? null : failed / probes,
    probeP99Ms: spreadOf(known(valid, "probeP99Ms")),
    latencyP99Ms: pooledP99(valid),
  };
}

function known(trials: readonly AnalysedTrial[], field: "unavailableMs" | "probeP99Ms"): Float64Array {
  const values = new Float64Array(trials.length);
  let count = 0;
  for (const trial of trials) {
    const value = trial[field];
    if (value !== null) values[count++] = value;
  }
  return values.subarray(0, count);
}

function pooledP99(trials: readonly AnalysedTrial[]): number | null {
  if (!trials.every(({ latencies }) => latencies !== undefined)) return null;
  return quantileOfSorted(Float64Array.from(trials.flatMap(({ latencies }) => latencies ?? [])).sort(), 0.99);
}
