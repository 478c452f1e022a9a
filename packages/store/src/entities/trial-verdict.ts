import { EntitySchema } from "typeorm/entity-schema/EntitySchema.js";

/** A row of `trial_verdicts`: what one judging of old events by a newer rule changed in a trial's row. Never changed, never removed. */
export interface TrialVerdictRow {
  id: number;
  trial_id: number;
  judged_at: string;
  /** Of core's rules, the one by which `after` was judged. */
  rule: number;
  /** That of `before`; null where nobody recorded it. */
  rule_before: number | null;
  /** JSON: the columns that changed, with their values. */
  before: string;
  after: string;
}

export const trialVerdictEntity = new EntitySchema<TrialVerdictRow>({
  name: "trial_verdict",
  tableName: "trial_verdicts",
  columns: {
    id: { type: "integer", primary: true },
    trial_id: { type: "integer" },
    judged_at: { type: "text" },
    rule: { type: "integer" },
    rule_before: { type: "integer", nullable: true },
    before: { type: "text" },
    after: { type: "text" },
  },
  foreignKeys: [
    { name: "fk_trial_verdicts_trial", target: "trial", columnNames: ["trial_id"], referencedColumnNames: ["id"] },
  ],
  indices: [{ name: "idx_trial_verdicts_trial", columns: ["trial_id"] }],
});
