import { shamChaosType } from "@eval/analysis";
import type { CampaignSummary, Store, StoredCampaign } from "@eval/store";
import { allCampaigns } from "./all-campaigns.js";
import { sameQuestion } from "./campaign-facts.js";
import { jsonAt } from "./json-at.js";

/** What a campaign is measured against: nobody, or a runbook that restarts whatever is down. */
export type Reference = "baseline" | "restart";

/**
 * The campaign of that reference that was asked the same as the given one: of the same seed where there is one, so
 * that the trials pair, else the latest. Undefined: there is none. Shams have none.
 */
export async function findReference(
  store: Store,
  campaign: StoredCampaign,
  reference: Reference,
): Promise<StoredCampaign | undefined> {
  if (campaign.chaosType === shamChaosType) return undefined;
  let latest: StoredCampaign | undefined;
  for await (const summary of allCampaigns(store)) {
    if (!mayBe(reference, summary, campaign)) continue;
    const candidate = await store.getCampaign(summary.id);
    if (!candidate || !isReference(candidate, reference) || !sameQuestion(candidate, campaign)) continue;
    if (candidate.seed !== null && candidate.seed === campaign.seed) return candidate;
    latest ??= candidate;
  }
  return latest;
}

/** As far as the list tells. Without an ended trial it says nothing. */
function mayBe(reference: Reference, summary: CampaignSummary, campaign: StoredCampaign): boolean {
  return (
    summary.id !== campaign.id &&
    summary.subject === campaign.subject &&
    summary.chaosType === campaign.chaosType &&
    summary.baseline === (reference === "baseline") &&
    summary.trials > summary.unfinished
  );
}

export function isReference({ baseline, config }: StoredCampaign, reference: Reference): boolean {
  // The repetition of a single trial is no arm of its own.
  if (jsonAt(config, ["replayOf"]) !== undefined) return false;
  if (reference === "baseline") return baseline;
  return jsonAt(config, ["repairer", "by"]) === "agent" && jsonAt(config, ["repairer", "agent"]) === "restart";
}
