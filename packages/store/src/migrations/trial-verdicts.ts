import type { MigrationInterface, QueryRunner } from "typeorm";

/** Verdicts that a newer rule replaced, so that none is ever lost. */
export class TrialVerdicts1764000000006 implements MigrationInterface {
  readonly name = "TrialVerdicts1764000000006";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "trial_verdicts" (
        "id" integer PRIMARY KEY NOT NULL,
        "trial_id" integer NOT NULL,
        "judged_at" text NOT NULL,
        "rule" integer NOT NULL,
        "rule_before" integer,
        "before" text NOT NULL,
        "after" text NOT NULL,
        CONSTRAINT "fk_trial_verdicts_trial" FOREIGN KEY ("trial_id") REFERENCES "trials" ("id")
      )`);
    await runner.query(`CREATE INDEX "idx_trial_verdicts_trial" ON "trial_verdicts" ("trial_id")`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error("replaced verdicts cannot be kept in an earlier schema"));
  }
}
