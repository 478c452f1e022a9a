import { foldTrial, ruleRevision } from "@eval/core";
import type { Connection, Row } from "./data-source.js";
import { insertRow, readEvents } from "./event-recorder.js";
import type { TrialVerdictRow } from "./entities/index.js";
import type { Rejudged, Rejudging, StoredRow, Verdict } from "./store.js";
import { changedColumns, parseLoosely, project } from "./trial-row.js";

/**
 * Judges an ended trial anew from its events. What changes in its row is kept as it was before in `trial_verdicts`,
 * in the same transaction; a trial that would be judged as it is leaves no trace.
 */
export async function rejudge(connection: Connection, trialId: number, { at, keep }: Rejudging): Promise<Rejudged> {
  const [row] = await connection.query(`SELECT * FROM "trials" WHERE "id" = ?`, [trialId]);
  const events = await readEvents(connection, trialId);
  if (!row || events.length === 0) return { found: "no_events" };
  const record = foldTrial(events);
  if (record.endedAt === null) return { found: "unfinished" };
  // How its commands are counted is no verdict.
  const { command_digest: _, ...judged } = project(record).row;
  const after = changedColumns(row, judged);
  const names = Object.keys(after);
  if (names.length === 0) return { found: "same" };
  const before = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  const verdict: Verdict = {
    judgedAt: at,
    rule: ruleRevision,
    ruleBefore: await ruleOf(connection, row),
    before,
    after,
  };
  if (keep) await write(connection, trialId, verdict);
  return { found: "other", verdict };
}

/** The verdicts that were replaced, the oldest first. */
export async function readVerdicts(connection: Connection, trialId: number): Promise<Verdict[]> {
  const rows = await connection.query<TrialVerdictRow>(
    `SELECT * FROM "trial_verdicts" WHERE "trial_id" = ? ORDER BY "id"`,
    [trialId],
  );
  return rows.map((row) => ({
    judgedAt: row.judged_at,
    rule: row.rule,
    ruleBefore: row.rule_before,
    before: parseLoosely(row.before) as StoredRow,
    after: parseLoosely(row.after) as StoredRow,
  }));
}

async function write(connection: Connection, trialId: number, verdict: Verdict): Promise<void> {
  await insertRow(connection, "trial_verdicts", {
    trial_id: trialId,
    judged_at: verdict.judgedAt,
    rule: verdict.rule,
    rule_before: verdict.ruleBefore,
    before: JSON.stringify(verdict.before),
    after: JSON.stringify(verdict.after),
  });
  const assignments = Object.keys(verdict.after).map((name) => `"${name}" = ?`);
  await connection.run(`UPDATE "trials" SET ${assignments.join(", ")} WHERE "id" = ?`, [
    ...Object.values(verdict.after),
    trialId,
  ]);
}

/** Of the last judging, or of the harness that ran it. */
async function ruleOf(connection: Connection, row: Row): Promise<number | null> {
  const last = (await readVerdicts(connection, Number(row["id"]))).at(-1);
  if (last) return last.rule;
  const versions = parseLoosely(row["versions_json"] ?? null);
  const rule = typeof versions === "object" && versions !== null && "rule" in versions ? versions.rule : null;
  return typeof rule === "number" ? rule : null;
}
