import type { Connection, Row } from "./data-source.js";
import { trialEntity } from "./entities/index.js";
import type { IdentifiedTrial, Page, StoredTrial, TrialSummary } from "./store.js";
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

/** So many parameters at most in one query. */
const identitiesPerQuery = 500;

export async function findTrials(
  { dataSource }: Connection,
  identities: readonly string[],
): Promise<IdentifiedTrial[]> {
  const found: IdentifiedTrial[] = [];
  for (let from = 0; from < identities.length; from += identitiesPerQuery) {
    const some = identities.slice(from, from + identitiesPerQuery);
    const rows = await dataSource
      .getRepository(trialEntity)
      .createQueryBuilder("t")
      .select("id", "id")
      .addSelect("identity", "identity")
      .addSelect("campaign_id", "campaignId")
      .addSelect("outcome", "outcome")
      .addSelect("attempt", "attempt")
      .where("identity IN (:...some)", { some })
      .getRawMany<IdentifiedTrial>();
    found.push(...rows);
  }
  return found.sort((a, b) => a.id - b.id);
}
