import type { Connection, Row } from "./data-source.js";
import { trialEntity } from "./entities/index.js";
import type { Page, StoredTrial, TrialSummary } from "./store.js";
import { storedTrial, summaryColumns, trialSummary } from "./trial-row.js";

export async function listTrials(
  { dataSource }: Connection,
  { campaignId, limit = 100, offset = 0 }: Page & { campaignId?: number },
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
