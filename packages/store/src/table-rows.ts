import type { Connection, Row } from "./data-source.js";
import type { StoredColumn, TablePage, TableName } from "./store.js";
import { trialColumns, type Storage } from "./trial-columns.js";

const tables: Readonly<Record<TableName, { name: string; known: Readonly<Record<string, Storage>> }>> = {
  campaigns: {
    name: "campaigns",
    known: {
      id: "integer",
      trial_count: "integer",
      baseline: "boolean",
      config_json: "json",
      host_json: "json",
    },
  },
  trials: {
    name: "trials",
    known: {
      id: "integer",
      campaign_id: "integer",
      command_count: "integer",
      ...Object.fromEntries(Object.values(trialColumns).map(({ name, as }) => [name, as])),
    },
  },
  verdicts: {
    name: "trial_verdicts",
    known: {
      id: "integer",
      trial_id: "integer",
      rule: "integer",
      rule_before: "integer",
      before: "json",
      after: "json",
    },
  },
  events: {
    name: "trial_events",
    known: { id: "integer", trial_id: "integer", seq: "integer", at: "real", data: "json" },
  },
};

/** Every column of a table, other people's included, in the order of the table. What is not known holds text. */
export async function tableColumns(connection: Connection, table: TableName): Promise<StoredColumn[]> {
  const { name, known } = tables[table];
  const columns = await connection.query<{ name: string }>("SELECT name FROM pragma_table_info(?) ORDER BY cid", [
    name,
  ]);
  return columns.map((column) => ({ name: column.name, as: known[column.name] ?? "text" }));
}

/** A page of a table's rows as they stand, by id. */
export function tableRows(connection: Connection, table: TableName, page: TablePage): Promise<Row[]> {
  const { campaignIds, after = 0, limit } = page;
  const of = campaignIds === undefined ? { condition: "", ids: [] } : ofCampaigns(table, campaignIds);
  return connection.query(
    `SELECT * FROM "${tables[table].name}" AS "r" WHERE "r"."id" > ?${of.condition} ORDER BY "r"."id" LIMIT ?`,
    [after, ...of.ids, limit],
  );
}

function ofCampaigns(table: TableName, ids: readonly number[]): { condition: string; ids: readonly number[] } {
  const among = `IN (${ids.map(() => "?").join(", ")})`;
  const ofTrials = ` AND EXISTS (SELECT 1 FROM "trials" AS "t" WHERE "t"."id" = "r"."trial_id" AND "t"."campaign_id" ${among})`;
  const conditions: Readonly<Record<TableName, string>> = {
    campaigns: ` AND "r"."id" ${among}`,
    trials: ` AND "r"."campaign_id" ${among}`,
    events: ofTrials,
    verdicts: ofTrials,
  };
  return { condition: conditions[table], ids };
}
