import { rawConnection } from "./raw-connection.js";

/** The original schema as its program creates it; `variant` adds the column of its later version. */
const seedSchema = (variant: boolean) => [
  `CREATE TABLE IF NOT EXISTS campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_name TEXT NOT NULL,
    chaos_type TEXT NOT NULL,
    trial_count INTEGER NOT NULL,
    baseline INTEGER NOT NULL DEFAULT 0,
    ${variant ? "variant_name TEXT NOT NULL DEFAULT 'default'," : ""}
    created_at TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS trials (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    chaos_injected_at TEXT NOT NULL,
    ticket_created_at TEXT,
    resolved_at TEXT,
    ended_at TEXT NOT NULL,
    initial_state TEXT NOT NULL,
    final_state TEXT NOT NULL,
    chaos_metadata TEXT NOT NULL,
    commands_json TEXT NOT NULL DEFAULT '[]',
    FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
  )`,
  "CREATE INDEX IF NOT EXISTS idx_trials_campaign ON trials(campaign_id)",
];

export const seedCommands = [
  { tool_name: "shell", tool_params: '{"command": "docker ps"}', exit_code: null, timestamp: "2026-01-05T09:00:40" },
];

/** Two campaigns with three trials, ids with gaps, and one trial whose campaign is gone. */
export async function writeSeedFile(
  path: string,
  { variant = false, more = [] }: { variant?: boolean; more?: readonly string[] } = {},
): Promise<void> {
  await using file = await rawConnection(path);
  // As that program leaves it, which is how it comes to have trials without a campaign.
  await file.query("PRAGMA foreign_keys = OFF");
  for (const sql of seedSchema(variant)) await file.query(sql);
  await file.query(
    `INSERT INTO campaigns (id, subject_name, chaos_type, trial_count, baseline, created_at) VALUES
      (1, 'TiKVEvalSubject', 'node_kill', 2, 0, '2026-01-05T09:00:00+00:00'),
      (4, 'TiKVEvalSubject', 'latency', 1, 1, '2026-01-05T10:00:00+00:00'),
      (9, 'TiKVEvalSubject', 'latency', 1, 1, '2026-01-05T10:00:00+00:00')`,
  );
  await file.query("DELETE FROM campaigns WHERE id = 9");
  if (variant) await file.query("UPDATE campaigns SET variant_name = 'haiku' WHERE id = 4");
  const trial = (id: number, campaign: number, ticket: string | null) =>
    file.query(
      `INSERT INTO trials VALUES (?, ?, '2026-01-05T09:00:01+00:00', '2026-01-05T09:00:20+00:00', ?, ?,
        '2026-01-05T09:05:00+00:00', '{"stores": [1, 2, 3]}', 'not json', '{"target": "tikv0"}', ?)`,
      [id, campaign, ticket, ticket, JSON.stringify(seedCommands)],
    );
  await trial(2, 1, "2026-01-05T09:00:40");
  await trial(3, 1, null);
  await trial(7, 4, null);
  await trial(8, 77, null);
  for (const sql of more) await file.query(sql);
}
