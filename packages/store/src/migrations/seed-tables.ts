import type { MigrationInterface, QueryRunner } from "typeorm";

/** The original schema's two tables. A file that has them already keeps them as they are. */
export class SeedTables1764000000001 implements MigrationInterface {
  readonly name = "SeedTables1764000000001";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE IF NOT EXISTS "campaigns" (
        "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject_name" text NOT NULL,
        "chaos_type" text NOT NULL,
        "trial_count" integer NOT NULL,
        "baseline" integer NOT NULL DEFAULT (0),
        "created_at" text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE IF NOT EXISTS "trials" (
        "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "campaign_id" integer NOT NULL REFERENCES "campaigns" ("id"),
        "started_at" text NOT NULL,
        "chaos_injected_at" text NOT NULL,
        "ticket_created_at" text,
        "resolved_at" text,
        "ended_at" text NOT NULL,
        "initial_state" text NOT NULL,
        "final_state" text NOT NULL,
        "chaos_metadata" text NOT NULL,
        "commands_json" text NOT NULL DEFAULT ('[]')
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error("the original tables hold results and are never dropped"));
  }
}
