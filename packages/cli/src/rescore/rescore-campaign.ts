import { HarnessError, type Clock } from "@eval/core";
import type { Store, Verdict } from "@eval/store";

/** What judging a campaign's trials anew came to. */
export interface RescoredCampaign {
  id: number;
  changed: readonly ({ number: number; trialId: number } & Verdict)[];
  /** Trials whose verdict is the same as before. */
  same: number;
  withoutEvents: number;
  unfinished: number;
}

export interface Rescoring {
  keep: boolean;
  clock: Clock;
  /** Ends it between two trials, with `interrupted`: those before are judged anew, the others as they were. */
  signal: AbortSignal;
}

const pageSize = 1_000;

/** One trial after another, each with its verdict or not at all. */
export async function rescoreCampaign(
  store: Pick<Store, "listTrials" | "rejudge">,
  id: number,
  { keep, clock, signal }: Rescoring,
): Promise<RescoredCampaign> {
  const changed: ({ number: number; trialId: number } & Verdict)[] = [];
  const counts = { same: 0, no_events: 0, unfinished: 0 };
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.listTrials({ campaignId: id, limit: pageSize, offset });
    for (const [index, { id: trialId }] of page.entries()) {
      if (signal.aborted) throw new HarnessError("interrupted", { message: "judging anew was interrupted" });
      const rejudged = await store.rejudge(trialId, { keep, at: clock.wall().toISOString() });
      if (rejudged.found === "other") changed.push({ number: offset + index + 1, trialId, ...rejudged.verdict });
      else counts[rejudged.found] += 1;
    }
    if (page.length < pageSize) break;
  }
  return { id, changed, same: counts.same, withoutEvents: counts.no_events, unfinished: counts.unfinished };
}
