/** What came of one check. */
export interface CheckResult {
  name: string;
  chaosType: string | null;
  result: "passed" | "failed" | "skipped";
  /** Why it was skipped, or what is not as promised; null where it passed. */
  reason: string | null;
  /** While it worked on clusters; null where it never did. */
  tookMs: number | null;
}

/** How many of each there are. */
export function countResults(results: readonly CheckResult[]): Record<CheckResult["result"], number> {
  const of = (wanted: CheckResult["result"]) => results.filter(({ result }) => result === wanted).length;
  return { passed: of("passed"), failed: of("failed"), skipped: of("skipped") };
}
