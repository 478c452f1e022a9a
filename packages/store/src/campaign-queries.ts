import type { Outcome } from "@eval/core";
import { storedCampaign } from "./campaign-row.js";
import type { Connection } from "./data-source.js";
import { campaignEntity, trialEntity, type CampaignRow } from "./entities/index.js";
import type { CampaignSummary, Page, StoredCampaign, TrialCounts } from "./store.js";

export async function getCampaign({ dataSource }: Connection, id: number): Promise<StoredCampaign | undefined> {
  const row = await dataSource.getRepository(campaignEntity).findOneBy({ id });
  return row ? storedCampaign(row) : undefined;
}

const armColumn =
  "CASE WHEN json_type(CASE WHEN json_valid(config_json) THEN config_json END, '$.arm') = 'text' THEN json_extract(config_json, '$.arm') END";
/** Of the configuration, which may be long, nothing else is read. Other programs may have written anything there. */
const replayColumn =
  "CASE WHEN json_valid(config_json) THEN json_type(config_json, '$.replayOf') IS NOT NULL ELSE 0 END";

export async function listCampaigns(
  connection: Connection,
  { limit = 100, offset = 0 }: Page,
): Promise<CampaignSummary[]> {
  const campaigns = await connection.dataSource
    .getRepository(campaignEntity)
    .createQueryBuilder("c")
    .select(["id", "name", "subject_name", "chaos_type", "trial_count", "baseline", "created_at", "variant_name"])
    .addSelect(replayColumn, "replay")
    .addSelect(armColumn, "arm")
    .orderBy("id", "DESC")
    .limit(limit)
    .offset(offset)
    .getRawMany<CampaignRow & { replay: number; arm: string | null }>();
  const [newest, oldest] = [campaigns[0], campaigns.at(-1)];
  if (!newest || !oldest) return [];
  const counts = await countTrials(connection, { from: oldest.id, to: newest.id });
  return campaigns.map((row) => {
    return {
      id: row.id,
      name: row.name,
      subject: row.subject_name,
      chaosType: row.chaos_type,
      trialCount: row.trial_count,
      baseline: row.baseline !== 0,
      createdAt: row.created_at,
      variant: row.variant_name,
      arm: row.arm,
      replay: row.replay !== 0,
      ...countsOf(counts.get(row.id) ?? noCounts()),
    };
  });
}

function countsOf({ outcomes, unfinished, standIns }: Counts): Omit<TrialCounts, "codes"> {
  const of = (outcome: Outcome) => outcomes.get(outcome) ?? 0;
  return {
    trials: [...outcomes.values()].reduce((sum, trials) => sum + trials, 0),
    outcomes: {
      success: of("success"),
      failure: of("failure"),
      timeout: of("timeout"),
      invalid: of("invalid"),
      aborted: of("aborted"),
    },
    unfinished,
    standIns,
  };
}

interface Counts {
  /** Trials by outcome; those without one under null. */
  outcomes: Map<string | null, number>;
  unfinished: number;
  standIns: number;
}

function noCounts(): Counts {
  return { outcomes: new Map(), unfinished: 0, standIns: 0 };
}

/** From an index alone but for the codes, for which the rows without a verdict are read. */
export async function countCampaign(connection: Connection, id: number): Promise<TrialCounts> {
  const counts = (await countTrials(connection, { from: id, to: id })).get(id) ?? noCounts();
  const codes = await connection.query<{ code: string | null; count: number }>(
    `SELECT "outcome_code" AS "code", COUNT(*) AS "count" FROM "trials"
     WHERE "campaign_id" = ? AND "outcome" IN ('invalid', 'aborted')
     GROUP BY "outcome_code" ORDER BY "count" DESC, "code"`,
    [id],
  );
  return { ...countsOf(counts), codes };
}

/** All counts are read from an index alone, whatever the trials hold. */
async function countTrials(
  { dataSource }: Connection,
  ids: { from: number; to: number },
): Promise<Map<number, Counts>> {
  const trials = () =>
    dataSource
      .getRepository(trialEntity)
      .createQueryBuilder("t")
      .select("campaign_id", "campaignId")
      .addSelect("COUNT(*)", "trials")
      .where("campaign_id BETWEEN :from AND :to", ids)
      .groupBy("campaign_id");
  const byOutcome = await trials()
    .addSelect("outcome", "outcome")
    .addGroupBy("outcome")
    .getRawMany<{ campaignId: number; outcome: string | null; trials: number }>();
  const unfinished = await trials().andWhere("ended_at IS NULL").getRawMany<{ campaignId: number; trials: number }>();
  const standIns = await trials().andWhere("stand_in = 1").getRawMany<{ campaignId: number; trials: number }>();

  const counts = new Map<number, Counts>();
  for (const { campaignId, outcome, trials: count } of byOutcome) {
    const own = counts.get(campaignId) ?? noCounts();
    own.outcomes.set(outcome, count);
    counts.set(campaignId, own);
  }
  for (const { campaignId, trials: count } of unfinished) {
    const own = counts.get(campaignId);
    if (own) own.unfinished = count;
  }
  for (const { campaignId, trials: count } of standIns) {
    const own = counts.get(campaignId);
    if (own) own.standIns = count;
  }
  return counts;
}

export async function extendCampaign(connection: Connection, id: number, trialCount: number): Promise<void> {
  await connection.run("UPDATE campaigns SET trial_count = max(trial_count, ?) WHERE id = ?", [trialCount, id]);
}
