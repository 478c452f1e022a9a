import type { EventOf } from "@eval/core";
import type { Connection } from "./data-source.js";
import type { RemainingCluster, UnfinishedTrial } from "./store.js";

interface LeftoverRow {
  id: number;
  campaign_id: number;
  plugin: string | null;
  started: string;
}

export async function unfinishedTrials(connection: Connection): Promise<UnfinishedTrial[]> {
  const rows = await connection.query<LeftoverRow>(
    `SELECT t."id", t."campaign_id", c."plugin", s."data" AS "started"
     FROM "trials" t
     JOIN "campaigns" c ON c."id" = t."campaign_id"
     JOIN "trial_events" s ON s."trial_id" = t."id" AND s."seq" = 1
     WHERE t."ended_at" IS NULL
     ORDER BY t."campaign_id", t."id"`,
  );
  return rows.map(leftover);
}

/** A cluster may outlive its trial, so what is left of clusters is not what is left of trials. */
export async function remainingClusters(connection: Connection): Promise<RemainingCluster[]> {
  const rows = await connection.query<LeftoverRow & { cluster_id: string }>(
    `SELECT t."id", t."campaign_id", c."plugin", s."data" AS "started", json_extract(e."data", '$.clusterId') AS "cluster_id"
     FROM "trial_events" e
     JOIN "trials" t ON t."id" = e."trial_id"
     JOIN "campaigns" c ON c."id" = t."campaign_id"
     JOIN "trial_events" s ON s."trial_id" = t."id" AND s."seq" = 1
     WHERE e."type" = 'cluster.creating' AND json_extract(e."data", '$.clusterId') NOT IN (
       SELECT json_extract("data", '$.clusterId') FROM "trial_events" WHERE "type" = 'cluster.destroyed'
     )
     ORDER BY e."id"`,
  );
  return rows.map((row) => {
    const { id: trialId, startedAt: _, ...rest } = leftover(row);
    return { ...rest, trialId, clusterId: row.cluster_id };
  });
}

function leftover({ id, campaign_id, plugin, started }: LeftoverRow): UnfinishedTrial {
  const { clusterId, spec, process, startedAt } = JSON.parse(started) as EventOf<"trial.started">["data"];
  return { id, campaignId: campaign_id, clusterId, plugin, spec, process, startedAt };
}
