import { describe, type Clock } from "@eval/core";
import type { CheckNews, ConformanceCheck } from "@eval/core/testing";
import type { CheckResult } from "./check-result.js";

export interface CheckSuite {
  checks: readonly ConformanceCheck[];
  close: () => Promise<void>;
}

export interface RunChecksOptions {
  /** Builds the suite, with a listener that must be told of its news. */
  suite: (onCheck: (news: CheckNews) => void) => CheckSuite;
  clock: Clock;
  signal: AbortSignal;
  onNews: (news: CheckNews) => void;
  onResult: (result: CheckResult) => void;
}

/**
 * Runs the checks one after the other, and removes their clusters whatever came of them. Resolves with
 * the results in the checks' order; after an abort, with those that were complete by then.
 */
export async function runChecks(options: RunChecksOptions): Promise<CheckResult[]> {
  const { clock, signal } = options;
  const spans = new Map<string, { from: number; until: number | null }>();
  const { checks, close } = options.suite((news) => {
    if (news.is === "at work") spans.set(news.name, { from: clock.now(), until: null });
    else Object.assign(spans.get(news.name) ?? {}, { until: clock.now() });
    options.onNews(news);
  });
  const results: CheckResult[] = [];
  try {
    for (const check of checks) {
      const end = await endOf(check, signal);
      if (signal.aborted) break;
      const span = spans.get(check.name);
      const { name, chaosType } = check;
      const result = { name, chaosType, ...end, tookMs: span ? (span.until ?? clock.now()) - span.from : null };
      results.push(result);
      options.onResult(result);
    }
  } finally {
    await close();
  }
  return results;
}

async function endOf(check: ConformanceCheck, signal: AbortSignal): Promise<Pick<CheckResult, "result" | "reason">> {
  if (check.skipped !== null) return { result: "skipped", reason: check.skipped };
  let skipped: string | undefined;
  try {
    await check.run({ signal, skip: (reason) => (skipped = reason) });
  } catch (error) {
    return { result: "failed", reason: describe(error) };
  }
  return skipped === undefined ? { result: "passed", reason: null } : { result: "skipped", reason: skipped };
}
