import type { JsonObject } from "@eval/core";
import type { CampaignRow } from "./entities/index.js";
import type { NewCampaign, StoredCampaign } from "./store.js";
import { parseLoosely } from "./trial-row.js";

export function rowOfCampaign(campaign: NewCampaign): Omit<CampaignRow, "id"> {
  return {
    subject_name: campaign.subject,
    chaos_type: campaign.chaosType,
    trial_count: campaign.trialCount,
    baseline: campaign.baseline ? 1 : 0,
    created_at: campaign.createdAt,
    variant_name: campaign.variant ?? null,
    name: campaign.name ?? null,
    plugin: campaign.plugin ?? null,
    seed: campaign.seed ?? null,
    config_json: campaign.config ? JSON.stringify(campaign.config) : null,
    host_json: campaign.host ? JSON.stringify(campaign.host) : null,
  };
}

export function storedCampaign(row: CampaignRow): StoredCampaign {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject_name,
    plugin: row.plugin,
    chaosType: row.chaos_type,
    trialCount: row.trial_count,
    baseline: row.baseline !== 0,
    variant: row.variant_name,
    seed: row.seed,
    config: row.config_json === null ? null : (parseLoosely(row.config_json) as JsonObject),
    host: row.host_json === null ? null : (parseLoosely(row.host_json) as JsonObject),
    createdAt: row.created_at,
  };
}
