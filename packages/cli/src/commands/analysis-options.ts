import { databaseOption, flag, jsonOption, repeated, valued } from "./command.js";

export const gateOptions = {
  "fail-if": repeated("Exit with 3 when this holds, e.g. 'success_rate.lower < 0.8'; may be repeated"),
  "min-valid": valued("Exit with 5 when a smaller share of an arm's trials was valid (0 to 1, or a percentage)"),
};

export const analysisOptions = {
  db: databaseOption,
  ...gateOptions,
  json: jsonOption,
  csv: flag("Print comma-separated values on standard output, one row for each figure"),
};

/** Written out: help must not load the statistics. A test keeps it in step with them. */
export const gateMetricsText = "";

export function exitCodesEpilogue(ok: string): string {
  return `Exit codes: ${ok}`;
}
