import type { MigrationInterface, QueryRunner } from "typeorm";
import { rebuildTable } from "./rebuild-table.js";

/**
 * Whether a trial ran on a stand-in for the real software. The column stands before those that may be long, so that a
 * list reads it without stepping over the states of every trial; hence the table is built anew.
 */
export class StandIn1764000000004 implements MigrationInterface {
  readonly name = "StandIn1764000000004";

  async up(runner: QueryRunner): Promise<void> {
    await rebuildTable(runner, {
      table: "trials",
      definition: trials,
      derived: { stand_in: `COALESCE(${said("initial_state")}, ${said("final_state")})` },
    });
    await runner.query(`CREATE INDEX "idx_trials_stand_in" ON "trials" ("campaign_id") WHERE "stand_in" = 1`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error("what ran cannot be kept in an earlier schema"));
  }
}

/** Other programs' states may be any text: only what is valid JSON is looked into. */
function said(state: string): string {
  return `CASE WHEN json_valid("${state}") THEN
    CASE json_type("${state}", '$.stand_in') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END
  END`;
}

const trials = `
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "campaign_id" integer NOT NULL,
  "started_at" text NOT NULL,
  "chaos_injected_at" text,
  "ticket_created_at" text,
  "resolved_at" text,
  "ended_at" text,
  "recovered_at" text,
  "detected_after_ms" real,
  "resolved_after_ms" real,
  "recovered_after_ms" real,
  "outcome" text,
  "outcome_code" text,
  "claim" text,
  "claim_correct" integer,
  "healed_by" text,
  "chaos_type" text,
  "operator_name" text,
  "variant_name" text,
  "baseline" integer,
  "seed" text,
  "attempt" integer,
  "unavailable_ms" real,
  "probe_count" integer,
  "probe_failures" integer,
  "probe_p50_ms" real,
  "probe_p99_ms" real,
  "lost_writes" integer,
  "false_tickets" integer,
  "other_tickets" integer,
  "clock_offset_ms" real,
  "tainted" integer,
  "cluster_id" text,
  "plan_digest" text,
  "command_count" integer,
  "stand_in" integer,
  "initial_state" text,
  "final_state" text,
  "chaos_metadata" text,
  "commands_json" text NOT NULL DEFAULT ('[]'),
  "versions_json" text,
  "identity" text,
  CONSTRAINT "fk_trials_campaign" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("id")`;
