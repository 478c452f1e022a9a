import type { MigrationInterface, QueryRunner } from "typeorm";
import { definitionWith, rebuildTable } from "./rebuild-table.js";

/**
 * What an analysis needs of each trial and had to read the events or the commands for. The columns stand before the
 * states, so that reading them reads no more of a row than its front. `command_digest` of earlier trials stays null:
 * their commands are counted when they are asked for.
 */
export class TrialFigures1764000000005 implements MigrationInterface {
  readonly name = "TrialFigures1764000000005";

  async up(runner: QueryRunner): Promise<void> {
    await rebuildTable(runner, {
      table: "trials",
      definition: await definitionWith(runner, { table: "trials", columns, before: "initial_state" }),
      derived: { horizon_ms: horizonMs, healthy_ms: healthyMs },
    });
  }

  down(): Promise<void> {
    return Promise.reject(new Error("the figures of trials cannot be kept in an earlier schema"));
  }
}

const columns = `"horizon_ms" real, "healthy_ms" real, "command_digest" text`;

const horizonMs = `(
  SELECT CAST(json_extract(e."data", '$.spec.timing.horizonMs') AS real) FROM "trial_events" e
  WHERE e."trial_id" = "trials"."id" AND e."seq" = 1)`;

/** From the quiet period's beginning to the injection, in a sham to the end of the watch. */
const healthyMs = `(
  SELECT round(min(CASE WHEN e."type" = CASE WHEN "trials"."chaos_type" = 'none' THEN 'watch.ended' ELSE 'chaos.injecting' END
    THEN e."at" END) - min(CASE WHEN e."type" = 'quiet.began' THEN e."at" END), 3)
  FROM "trial_events" e
  WHERE e."trial_id" = "trials"."id" AND "trials"."baseline" = 0
    AND e."type" IN ('quiet.began', 'chaos.injecting', 'watch.ended'))`;
