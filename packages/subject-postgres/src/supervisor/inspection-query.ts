import type { QueryConfig } from "pg";

/** All of a node's facts in one statement and one row, so that a look costs one round trip. */
export function inspectionQuery(settingNames: readonly string[], archive: string): QueryConfig {
  const settings = settingNames.map((name) => `'${name}', current_setting('${name}')`).join(", ");
  return {
    name: "facts",
    text: `
WITH self AS MATERIALIZED (
  SELECT pg_is_in_recovery() AS standby,
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
), activity AS MATERIALIZED (
  SELECT * FROM pg_stat_activity WHERE backend_type = 'client backend'
), waiting AS MATERIALIZED (
  SELECT unnest(pg_blocking_pids(pid)) AS blocker FROM activity WHERE wait_event_type = 'Lock'
), archived AS MATERIALIZED (
  SELECT name FROM self, pg_ls_dir('${archive.replaceAll("'", "''")}', true, false) AS name WHERE NOT self.standby
), segments AS MATERIALIZED (
  SELECT name FROM archived WHERE name ~ '^[0-9A-F]{24}$'
), strong AS MATERIALIZED (
  SELECT DISTINCT pid FROM pg_locks
  WHERE locktype = 'relation' AND granted AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
)
SELECT json_build_object(
  'version', current_setting('server_version'),
  'inRecovery', self.standby,
  'timeline', CASE WHEN self.standby
    THEN coalesce((SELECT received_tli FROM pg_stat_wal_receiver), (SELECT timeline_id FROM pg_control_checkpoint()))
    ELSE (SELECT timeline_id FROM pg_control_checkpoint()) END,
  'systemId', (SELECT system_identifier::text FROM pg_control_system()),
  'position', self.lsn - '0/0',
  'receivedPosition', pg_last_wal_receive_lsn() - '0/0',
  'replayPaused', CASE WHEN self.standby THEN pg_get_wal_replay_pause_state() <> 'not paused' ELSE false END,
  'receiver', (SELECT status FROM pg_stat_wal_receiver),
  'standbys', (SELECT coalesce(json_agg(json_build_object('name', application_name, 'state', state,
      'syncState', sync_state, 'replayedPosition', replay_lsn - '0/0') ORDER BY application_name), '[]')
    FROM pg_stat_replication),
  'settings', json_build_object(${settings}),
  'readOnlyByDefault', current_setting('default_transaction_read_only') = 'on',
  'clientConnections', (SELECT count(*) FROM activity WHERE usename <> current_user),
  'connectionLimit', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - current_setting('reserved_connections')::int,
  'archiver', (SELECT json_build_object('lastArchived', last_archived_wal, 'lastFailed', last_failed_wal,
      'failing', last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity'),
      'waitingSeconds', (SELECT coalesce(greatest(0, floor(extract(epoch FROM clock_timestamp() - min(modification)))), 0)
        FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'),
      'missing', (SELECT coalesce(sum(gaps), 0) FROM (
          SELECT max(segment_number) - min(segment_number) + 1 - count(*) AS gaps
          FROM segments, pg_split_walfile_name(name) GROUP BY timeline_id) AS timelines)
        + (NOT self.standby AND last_archived_wal IS NOT NULL
          AND NOT EXISTS (SELECT FROM archived WHERE name = last_archived_wal))::int)
    FROM pg_stat_archiver),
  'walBytes', (SELECT coalesce(sum(size), 0)::bigint FROM pg_ls_waldir()),
  'slots', (SELECT coalesce(json_agg(json_build_object('name', slot_name, 'active', active,
      'retainedBytes', self.lsn - restart_lsn) ORDER BY slot_name), '[]') FROM pg_replication_slots),
  'idleTransactions', (SELECT coalesce(json_agg(json_build_object('pid', pid, 'application', application_name,
      'idleSeconds', floor(extract(epoch FROM clock_timestamp() - state_change)),
      'blocked', (SELECT count(*) FROM waiting WHERE blocker = pid)) ORDER BY pid), '[]')
    FROM activity
    WHERE state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '2 s'
      AND (pid IN (SELECT blocker FROM waiting) OR pid IN (SELECT pid FROM strong))),
  'accessRules', (SELECT coalesce(json_agg(json_build_object('type', type, 'databases', database, 'users', user_name,
      'address', address, 'netmask', netmask, 'method', auth_method) ORDER BY rule_number), '[]')
    FROM pg_hba_file_rules WHERE error IS NULL),
  'weakRules', (SELECT coalesce(json_agg(json_build_object('line', line_number,
      'problem', coalesce(error, 'method ' || auth_method)) ORDER BY line_number), '[]')
    FROM pg_hba_file_rules
    WHERE error IS NOT NULL OR (type <> 'local' AND auth_method IN ('trust', 'password', 'ident'))),
  'settingErrors', (SELECT coalesce(json_agg(json_build_object('file', regexp_replace(sourcefile, '^.*/', ''),
      'line', sourceline, 'error', error)), '[]') FROM pg_file_settings WHERE error IS NOT NULL)
)::text AS facts
FROM self`,
  };
}
