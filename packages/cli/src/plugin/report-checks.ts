import { counted } from "@eval/core";
import { exitCodes } from "../exit-codes.js";
import { formatDuration } from "../text/duration.js";
import { printable, printableLine } from "../text/printable.js";
import { countResults, type CheckResult } from "./check-result.js";

/** As wide as the longest duration that a check is likely to need: `2 min 05 s`. */
const timeWidth = 10;

/** The line above those of `checkLine`. */
export const titleLine = `result   ${"time".padStart(timeWidth)}  check`;

/** One line of the table: `passed        2.1 s  node_down: cleanup restores, and again changes nothing`. */
export function checkLine({ name, result, reason, tookMs }: CheckResult): string {
  const time = tookMs === null ? "-" : formatDuration(tookMs);
  const why = result === "skipped" && reason !== null ? ` (${printableLine(reason)})` : "";
  return `${result.padEnd(7)}  ${time.padStart(timeWidth)}  ${printableLine(name)}${why}`;
}

/** Each failure in full, with what to type to see it alone. Empty without any. */
export function failureText(results: readonly CheckResult[], commandFor: (check: CheckResult) => string): string {
  return results
    .filter(({ result }) => result === "failed")
    .map((check, index) => {
      const reason = printable(check.reason ?? "").split("\n");
      const again = `again: ${commandFor(check)}`;
      const lines = [...reason, again].map((line) => `   ${line}`.trimEnd());
      return `\n${index + 1}. ${printableLine(check.name)}\n${lines.join("\n")}\n`;
    })
    .join("");
}

/** `57 checks in 2 min 05 s: 55 passed, 1 failed, 1 skipped.` */
export function summaryText(results: readonly CheckResult[], tookMs: number): string {
  const { passed, failed, skipped } = countResults(results);
  return `${counted(results.length, "check")} in ${formatDuration(tookMs)}: ${passed} passed, ${failed} failed, ${skipped} skipped.`;
}

/** The last check only removes what the others made: alone it proves nothing. */
export function exitCodeOfChecks(results: readonly CheckResult[], interrupted: boolean): number {
  const { failed } = countResults(results);
  if (interrupted) return exitCodes.interrupted;
  if (failed > 0) return exitCodes.gateFailed;
  return countResults(results.slice(0, -1)).passed > 0 ? exitCodes.ok : exitCodes.inconclusive;
}
