import type { MigrationInterface, QueryRunner } from "typeorm";
import { rebuildTable } from "./rebuild-table.js";

/**
 * Events, verdicts and what a campaign was asked for. What an unfinished or invalid trial cannot fill
 * becomes nullable; trials written before say what their campaign said.
 */
export class EventsAndVerdicts1764000000002 implements MigrationInterface {
  readonly name = "EventsAndVerdicts1764000000002";

  async up(runner: QueryRunner): Promise<void> {
    await rebuildTable(runner, {
      table: "campaigns",
      definition: `
        "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject_name" text NOT NULL,
        "chaos_type" text NOT NULL,
        "trial_count" integer NOT NULL,
        "baseline" integer NOT NULL DEFAULT (0),
        "created_at" text NOT NULL,
        "variant_name" text,
        "name" text,
        "plugin" text,
        "seed" text,
        "config_json" text,
        "host_json" text`,
    });
    await rebuildTable(runner, {
      table: "trials",
      definition: trials,
      derived: {
        chaos_type: ofCampaign("chaos_type"),
        baseline: ofCampaign("baseline"),
        variant_name: ofCampaign("variant_name"),
        command_count: `CASE WHEN json_valid("commands_json") THEN json_array_length("commands_json") END`,
      },
    });
    await runner.query(`CREATE INDEX IF NOT EXISTS "idx_trials_campaign" ON "trials" ("campaign_id")`);
    await runner.query(`CREATE INDEX "idx_trials_outcome" ON "trials" ("campaign_id", "outcome")`);
    await runner.query(`CREATE INDEX "idx_trials_unfinished" ON "trials" ("campaign_id") WHERE "ended_at" IS NULL`);
    await runner.query(`
      CREATE TABLE "trial_events" (
        "id" integer PRIMARY KEY NOT NULL,
        "trial_id" integer NOT NULL,
        "seq" integer NOT NULL,
        "type" text NOT NULL,
        "at" real NOT NULL,
        "data" text NOT NULL,
        CONSTRAINT "fk_trial_events_trial" FOREIGN KEY ("trial_id") REFERENCES "trials" ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "idx_trial_events_seq" ON "trial_events" ("trial_id", "seq")`);
    await runner.query(`
      CREATE INDEX "idx_trial_events_cluster" ON "trial_events" ("type")
      WHERE "type" = 'cluster.creating' OR "type" = 'cluster.destroyed'`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error("events and verdicts cannot be kept in the original schema"));
  }
}

function ofCampaign(column: string): string {
  return `(SELECT c."${column}" FROM "campaigns" c WHERE c."id" = "campaign_id")`;
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
  "initial_state" text,
  "final_state" text,
  "chaos_metadata" text,
  "commands_json" text NOT NULL DEFAULT ('[]'),
  "versions_json" text,
  CONSTRAINT "fk_trials_campaign" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("id")`;
