import type { EntitySchemaColumnOptions } from "typeorm";
import { EntitySchema } from "typeorm/entity-schema/EntitySchema.js";
import { trialColumns, type TrialColumn, type TrialColumnName } from "../trial-columns.js";

export type SqlValue = string | number | null;

/**
 * A row of `trials`: one trial's record in columns. `command_count` and `command_digest` are there so that neither a
 * list nor an analysis need read the commands.
 */
type TrialRow = { id: number; campaign_id: number; command_count: number | null; command_digest: string | null } & {
  [Name in TrialColumnName]: SqlValue;
};

export const trialEntity = new EntitySchema<TrialRow>({
  name: "trial",
  tableName: "trials",
  columns: {
    id: { type: "integer", primary: true, generated: "increment" },
    campaign_id: { type: "integer" },
    command_count: { type: "integer", nullable: true },
    command_digest: { type: "text", nullable: true },
    ...(Object.fromEntries(Object.values(trialColumns).map((column) => [column.name, optionsOf(column)])) as {
      [Name in TrialColumnName]: EntitySchemaColumnOptions;
    }),
  },
  foreignKeys: [
    { name: "fk_trials_campaign", target: "campaign", columnNames: ["campaign_id"], referencedColumnNames: ["id"] },
  ],
  indices: [
    { name: "idx_trials_campaign", columns: ["campaign_id"] },
    { name: "idx_trials_outcome", columns: ["campaign_id", "outcome"] },
    { name: "idx_trials_unfinished", columns: ["campaign_id"], where: '"ended_at" IS NULL' },
    { name: "idx_trials_stand_in", columns: ["campaign_id"], where: '"stand_in" = 1' },
    // With all that is asked of an identity, so that no row is read for it.
    {
      name: "idx_trials_identity",
      columns: ["identity", "campaign_id", "outcome", "attempt"],
      where: '"identity" IS NOT NULL',
    },
  ],
});

function optionsOf({ name, as }: TrialColumn): EntitySchemaColumnOptions {
  const type = as === "boolean" ? "integer" : as === "json" ? "text" : as;
  if (name === "started_at") return { type };
  if (name === "commands_json") return { type, default: "[]" };
  return { type, nullable: true };
}
