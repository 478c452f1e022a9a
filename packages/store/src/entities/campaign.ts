import { EntitySchema } from "typeorm/entity-schema/EntitySchema.js";

/** A row of `campaigns`. The first seven columns are the original schema's. */
export interface CampaignRow {
  id: number;
  subject_name: string;
  chaos_type: string;
  trial_count: number;
  /** 0 or 1. */
  baseline: number;
  created_at: string;
  variant_name: string | null;
  name: string | null;
  plugin: string | null;
  seed: string | null;
  config_json: string | null;
  host_json: string | null;
}

export const campaignEntity = new EntitySchema<CampaignRow>({
  name: "campaign",
  tableName: "campaigns",
  columns: {
    id: { type: "integer", primary: true, generated: "increment" },
    subject_name: { type: "text" },
    chaos_type: { type: "text" },
    trial_count: { type: "integer" },
    baseline: { type: "integer", default: 0 },
    created_at: { type: "text" },
    variant_name: { type: "text", nullable: true },
    name: { type: "text", nullable: true },
    plugin: { type: "text", nullable: true },
    seed: { type: "text", nullable: true },
    config_json: { type: "text", nullable: true },
    host_json: { type: "text", nullable: true },
  },
});
