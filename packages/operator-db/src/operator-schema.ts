/**
 * The three tables of operator.db. Column names, defaults and the trigger are what its readers rely on:
 * `created_at` and `updated_at` are UTC in whole seconds by SQLite's clock, every other time is local.
 */
export const operatorSchema = `
CREATE TABLE IF NOT EXISTS tickets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  violation_key TEXT NOT NULL,
  invariant_name TEXT NOT NULL,
  store_id TEXT,
  status TEXT NOT NULL DEFAULT 'open',
  held BOOLEAN NOT NULL DEFAULT 0,
  batch_key TEXT,
  occurrence_count INTEGER NOT NULL DEFAULT 1,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  resolved_at TEXT,
  message TEXT NOT NULL,
  severity TEXT NOT NULL DEFAULT 'warning',
  diagnosis TEXT,
  metric_snapshot TEXT,
  subject_context TEXT,
  variant_model TEXT,
  variant_system_prompt TEXT,
  variant_tools_config TEXT,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_tickets_open_violation ON tickets(violation_key) WHERE status != 'resolved';
CREATE TRIGGER IF NOT EXISTS tickets_updated_at AFTER UPDATE ON tickets
BEGIN
  UPDATE tickets SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TABLE IF NOT EXISTS agent_sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL UNIQUE,
  ticket_id INTEGER REFERENCES tickets(id),
  status TEXT NOT NULL DEFAULT 'running',
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome_summary TEXT,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_agent_sessions_ticket ON agent_sessions(ticket_id);

CREATE TABLE IF NOT EXISTS agent_log_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES agent_sessions(session_id),
  entry_type TEXT NOT NULL,
  content TEXT NOT NULL,
  raw_content TEXT,
  tool_name TEXT,
  tool_params TEXT,
  exit_code INTEGER,
  timestamp TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_agent_log_entries_session ON agent_log_entries(session_id);
`;
