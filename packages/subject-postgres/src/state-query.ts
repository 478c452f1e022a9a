/** What a node's configuration comes to, files and ALTER SYSTEM together. */
export const nodeStateSql = `
SELECT json_build_object(
  'settings', (SELECT json_object_agg(name, setting ORDER BY name) FROM pg_settings
    WHERE source = 'configuration file' AND name <> 'primary_conninfo'),
  'accessRules', (SELECT json_agg(json_build_array(type, database, user_name, address, auth_method, error)
    ORDER BY rule_number, line_number) FROM pg_hba_file_rules),
  'slots', (SELECT coalesce(json_agg(slot_name ORDER BY slot_name), '[]') FROM pg_replication_slots)
)::text AS state`;

/** What a cluster holds, beside the ledger's rows. Waits for no lock for long: a locked table is no reason to be late. */
export const contentSql = [
  "SET lock_timeout = '500ms'",
  `
SELECT json_build_object(
  'roles', (SELECT json_agg(json_build_array(rolname, rolsuper, rolcanlogin, rolreplication, rolconnlimit,
      rolvaliduntil) ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'),
  'roleSettings', (SELECT coalesce(json_agg(json_build_array(
      (SELECT rolname FROM pg_roles WHERE oid = setrole), (SELECT datname FROM pg_database WHERE oid = setdatabase),
      setconfig) ORDER BY setdatabase, setrole), '[]') FROM pg_db_role_setting),
  'databases', (SELECT json_agg(json_build_array(datname, datallowconn, datconnlimit) ORDER BY datname)
    FROM pg_database),
  'tables', (SELECT coalesce(json_agg(json_build_array(nspname, relname, relacl::text) ORDER BY nspname, relname), '[]')
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema)')
)::text AS state`,
];

export const accountsSql = [
  "SET lock_timeout = '500ms'",
  "SELECT count(*)::int AS rows, md5(string_agg(account::text, E'\\n' ORDER BY id)) AS digest FROM account",
];

export const ledgerSql = [
  "SET lock_timeout = '500ms'",
  "SELECT count(n)::int AS numbered, count(*)::int AS rows, max(n)::float8 AS highest FROM ledger",
];
