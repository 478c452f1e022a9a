import { canonicalJson, type Json } from "@eval/core";
import type { StoredCampaign } from "@eval/store";
import { campaignArm } from "../show/campaign-page.js";
import { jsonAt } from "./json-at.js";
import type { LoadedCampaign } from "./load-campaign.js";
import { campaignsText } from "./operator-groups.js";

/** A campaign as it is named beside its figures. JSON. */
export type CampaignFacts = {
  id: number;
  name: string | null;
  subject: string;
  chaosType: string;
  params: Json;
  arm: string;
  seed: string | null;
  /** Asked for. */
  trialCount: number;
  /** Begun so far. */
  trials: number;
  horizonMs: number | null;
};

export function campaignFacts({ campaign, trials }: LoadedCampaign): CampaignFacts {
  const { id, name, subject, chaosType, seed, trialCount, config } = campaign;
  return {
    id,
    name,
    subject,
    chaosType,
    params: config?.["params"] ?? {},
    arm: campaignArm(campaign),
    seed,
    trialCount,
    trials: trials.length,
    horizonMs: trials[0]?.horizonMs ?? null,
  };
}

/** `restart (campaign 3)`, `restart (campaigns 3, 5)`. */
export function armName(campaigns: readonly LoadedCampaign[]): string {
  const arms = [...new Set(campaigns.map(({ campaign }) => campaignArm(campaign)))];
  return `${arms.join(" and ")} (${campaignsText(campaigns.map(({ campaign }) => campaign))})`;
}

/** Whether two campaigns were asked the same, but for who repairs: only then is a difference the repairer's. */
export function sameQuestion(one: StoredCampaign, other: StoredCampaign): boolean {
  return one.subject === other.subject && one.chaosType === other.chaosType && differencesOf([one, other]).length === 0;
}

const asked = [
  { name: "parameters of the fault", path: ["params"] },
  { name: "options of the subject", path: ["options"] },
  { name: "horizon", path: ["timing", "horizonMs"] },
  { name: "hold window", path: ["timing", "holdMs"] },
] as const;

/** In what else than the repairer the campaigns differ, for people. Those that say nothing of it are passed over. */
export function differencesOf(campaigns: readonly StoredCampaign[]): string[] {
  return asked.flatMap(({ name, path }) => {
    const values = campaigns.flatMap(({ config }) => {
      const value = jsonAt(config, path);
      return value === undefined ? [] : [canonicalJson(value)];
    });
    const different = [...new Set(values)];
    return different.length > 1 ? [`${name} (${different.join(" and ")})`] : [];
  });
}
