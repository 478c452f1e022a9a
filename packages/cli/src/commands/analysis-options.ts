import { databaseOption, flag, jsonOption, repeated, valued } from "./command.js";

export const gateOptions = {
  "fail-if": repeated("Exit with 3 when this holds, e.g. 'success_rate.lower < 0.8'; may be repeated (metrics below)"),
  "min-valid": valued("Exit with 5 when a smaller share of an arm's trials was valid (0 to 1, or a percentage)"),
};

export const analysisOptions = {
  db: databaseOption,
  ...gateOptions,
  json: jsonOption,
  plain: flag("Without charts, which are drawn on terminals only"),
  csv: flag("Print comma-separated values on standard output, one row for each figure"),
  markdown: flag("Print Markdown on standard output, for a comment on a pull request"),
  junit: valued("Write JUnit XML to that file as well: gates that fail are failures, what cannot be said is an error"),
};

/** Names of metrics, shortened; written out, as help must not load the statistics. A test compares them. */
export const metricsText = `Metrics of --fail-if, compared by <, <=, > or >= with a number (durations in ms, shares from 0 to 1, or 80%):
  success_rate[.lower|.upper|.count|.worst|.best|.anytime_lower|.anytime_upper]
  detect_ms, resolve_ms, recover_ms, each .median|.median_lower|.median_upper|.mean|.mean_lower|.mean_upper
  unavailable_ms, probe_p99_ms, each .mean|.p50|.p90|.p99|.max
  wrong_claims, false_claims, each [.lower|.upper|.count]
  failed_probes, latency_p99_ms, false_tickets.count|.per_hour|.per_hour_upper, lost_writes.trials|.total
  commands.per_trial|.failed|.repeated|.destructive, coverage.share|.valid
  regression, without a number: worse than what it is compared with`;

export function analysisEpilogue(ok: string): string {
  return [
    metricsText,
    "",
    `Exit codes: 0 ${ok}; 2 usage; 3 a gate failed; 4 it cannot be decided, or the comparison is inconclusive;`,
    "5 too few trials are valid: none, or fewer than --min-valid.",
  ].join("\n");
}
