import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a trial was asked to be, so that a campaign run again finds what it has done already. */
export class TrialIdentity1764000000003 implements MigrationInterface {
  readonly name = "TrialIdentity1764000000003";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "trials" ADD COLUMN "identity" text`);
    await runner.query(`
      CREATE INDEX "idx_trials_identity" ON "trials" ("identity", "campaign_id", "outcome", "attempt")
      WHERE "identity" IS NOT NULL`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error("the identities of trials cannot be kept in an earlier schema"));
  }
}
