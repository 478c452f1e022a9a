import { EntitySchema } from "typeorm/entity-schema/EntitySchema.js";

/** A row of `trial_events`: one event of a trial, never changed once written. */
export interface TrialEventRow {
  id: number;
  trial_id: number;
  /** Position within its trial, from 1 without gaps. */
  seq: number;
  type: string;
  /** Milliseconds since the start of the trial. */
  at: number;
  /** JSON. */
  data: string;
}

/** Written out with OR: SQLite uses a partial index only where a query repeats one of its terms. */
const clusterEvents = `"type" = 'cluster.creating' OR "type" = 'cluster.destroyed'`;

export const trialEventEntity = new EntitySchema<TrialEventRow>({
  name: "trial_event",
  tableName: "trial_events",
  columns: {
    id: { type: "integer", primary: true },
    trial_id: { type: "integer" },
    seq: { type: "integer" },
    type: { type: "text" },
    at: { type: "real" },
    data: { type: "text" },
  },
  foreignKeys: [
    { name: "fk_trial_events_trial", target: "trial", columnNames: ["trial_id"], referencedColumnNames: ["id"] },
  ],
  indices: [
    { name: "idx_trial_events_seq", columns: ["trial_id", "seq"], unique: true },
    { name: "idx_trial_events_cluster", columns: ["type"], where: clusterEvents },
  ],
});
