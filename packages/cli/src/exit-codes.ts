import type { ErrorCode } from "@eval/core";

/** What the program exits with; permanent, and the same as in docs/json.md. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  gateFailed: 3,
  inconclusive: 4,
  tooFewValid: 5,
  interrupted: 130,
} as const;

const usageCodes: ReadonlySet<ErrorCode> = new Set([
  "plugin_not_found",
  "plugin_invalid",
  "options_invalid",
  "chaos_unknown",
  "params_invalid",
  "usage_invalid",
  "campaign_invalid",
  "operator_not_found",
  "operator_db_unreadable",
  "host_lacking",
  "trial_not_found",
  "store_not_a_database",
  "store_newer",
  "store_readonly",
]);

/** Of an error that ended the command. */
export function exitCodeOf(code: ErrorCode): number {
  if (code === "interrupted") return exitCodes.interrupted;
  return usageCodes.has(code) ? exitCodes.usage : exitCodes.internal;
}
