import type { JsonObject, Outcome, TrialSpec } from "@eval/core";
import type { Connection, Row } from "./data-source.js";
import { campaignEntity, trialEntity, trialEventEntity, type CampaignRow } from "./entities/index.js";
import type { CampaignSummary, Page, StoredTrial, TrialSummary, UnfinishedTrial } from "./store.js";
import { storedTrial, summaryColumns, trialSummary } from "./trial-row.js";

const defaultLimit = 100;

export async function listCampaigns(
  { dataSource }: Connection,
  { limit = defaultLimit, offset = 0 }: Page,
): Promise<CampaignSummary[]> {
  const campaigns = await dataSource
    .getRepository(campaignEntity)
    .createQueryBuilder("c")
    .select(["id", "name", "subject_name", "chaos_type", "trial_count", "baseline", "created_at", "variant_name"])
    .orderBy("id", "DESC")
    .limit(limit)
    .offset(offset)
    .getRawMany<CampaignRow>();
  if (campaigns.length === 0) return [];
  const trials = () =>
    dataSource
      .getRepository(trialEntity)
      .createQueryBuilder("t")
      .select("campaign_id", "campaignId")
      .addSelect("COUNT(*)", "trials")
      .where("campaign_id IN (:...ids)", { ids: campaigns.map(({ id }) => id) })
      .groupBy("campaign_id");
  const counted = await trials()
    .addSelect("outcome", "outcome")
    .addGroupBy("outcome")
    .getRawMany<{ campaignId: number; outcome: Outcome | null; trials: number }>();
  const unfinished = await trials().andWhere("ended_at IS NULL").getRawMany<{ campaignId: number; trials: number }>();

  return campaigns.map((row) => {
    const own = counted.filter(({ campaignId }) => campaignId === row.id);
    const of = (outcome: Outcome) => own.find((group) => group.outcome === outcome)?.trials ?? 0;
    return {
      id: row.id,
      name: row.name,
      subject: row.subject_name,
      chaosType: row.chaos_type,
      trialCount: row.trial_count,
      baseline: row.baseline !== 0,
      createdAt: row.created_at,
      variant: row.variant_name,
      trials: own.reduce((sum, group) => sum + group.trials, 0),
      outcomes: {
        success: of("success"),
        failure: of("failure"),
        timeout: of("timeout"),
        invalid: of("invalid"),
        aborted: of("aborted"),
      },
      unfinished: unfinished.find(({ campaignId }) => campaignId === row.id)?.trials ?? 0,
    };
  });
}

export async function listTrials(
  { dataSource }: Connection,
  { campaignId, limit = defaultLimit, offset = 0 }: Page & { campaignId?: number },
): Promise<TrialSummary[]> {
  const query = dataSource.getRepository(trialEntity).createQueryBuilder("t").select(summaryColumns);
  if (campaignId !== undefined) query.where("campaign_id = :campaignId", { campaignId });
  const rows = await query.orderBy("id").limit(limit).offset(offset).getRawMany<Row>();
  return rows.map(trialSummary);
}

export async function getTrials({ dataSource }: Connection, campaignId: number): Promise<StoredTrial[]> {
  const rows = await dataSource
    .getRepository(trialEntity)
    .find({ where: { campaign_id: campaignId }, order: { id: "ASC" } });
  return rows.map((row) => storedTrial({ ...row }));
}

export async function getTrial({ dataSource }: Connection, id: number): Promise<StoredTrial | undefined> {
  const row = await dataSource.getRepository(trialEntity).findOneBy({ id });
  return row ? storedTrial({ ...row }) : undefined;
}

export async function unfinishedTrials({ dataSource }: Connection): Promise<UnfinishedTrial[]> {
  const rows = await dataSource
    .getRepository(trialEntity)
    .createQueryBuilder("t")
    .innerJoin(trialEventEntity.options.name, "e", "e.trial_id = t.id AND e.seq = 1")
    .innerJoin(campaignEntity.options.name, "c", "c.id = t.campaign_id")
    .select(["t.id AS id", "t.campaign_id AS campaign_id", "c.plugin AS plugin", "e.data AS data"])
    .where("t.ended_at IS NULL")
    .orderBy("t.id")
    .getRawMany<{ id: number; campaign_id: number; plugin: string | null; data: string }>();
  return rows.map(({ id, campaign_id, plugin, data }) => {
    const started = JSON.parse(data) as { clusterId: string; spec: TrialSpec; process: JsonObject; startedAt: string };
    return {
      id,
      campaignId: campaign_id,
      clusterId: started.clusterId,
      plugin,
      spec: started.spec,
      process: started.process,
      startedAt: started.startedAt,
    };
  });
}
