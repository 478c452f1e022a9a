import type { Layout } from "./layout.js";
import { synchronousStandbyNames, type ClusterRecord, type NodeRecord } from "./record.js";

export const clientRole = "app";
export const replicationRole = "replicator";
/** Reads for reports; logs in as clients do, with their password. */
export const reportingRole = "reporting";
export const database = "app";
export const superuser = "postgres";

/** The same on every node: what differs stands on the command line or in the data folder. */
export function postgresqlConf(record: ClusterRecord, layout: Layout): string {
  return `# Settings of this node. Apply with "reload"; some need a restart.
listen_addresses = '127.0.0.1'
unix_socket_permissions = 0770
max_connections = ${record.maxConnections}
superuser_reserved_connections = 4
shared_buffers = 8MB
# Kept in the data folder, so that a killed server leaves nothing outside of it.
dynamic_shared_memory_type = mmap
max_parallel_workers_per_gather = 0
jit = off

wal_level = replica
max_wal_size = 64MB
min_wal_size = 8MB
wal_keep_size = 64MB
max_wal_senders = 10
wal_sender_timeout = 5s
archive_mode = on
archive_command = '${archiveCommand(layout)}'

synchronous_commit = on
synchronous_standby_names = '${synchronousStandbyNames(record)}'
hot_standby = on
hot_standby_feedback = on
max_standby_streaming_delay = 2s
wal_receiver_status_interval = 1s
wal_receiver_timeout = 5s
wal_retrieve_retry_interval = 100ms

password_encryption = scram-sha-256
log_destination = stderr
log_line_prefix = '%m [%p] %q%u@%d %a '
log_lock_waits = on
deadlock_timeout = 500ms
timezone = UTC
lc_messages = C
`;
}

export function archiveCommand(layout: Layout): string {
  return `cp %p ${layout.archive}/%f`;
}

export const pgHbaConf = `# TYPE  DATABASE     USER        ADDRESS       METHOD
local   all          ${superuser}                  trust
host    ${database}          ${clientRole}         127.0.0.1/32  scram-sha-256
host    ${database}          ${reportingRole}   127.0.0.1/32  scram-sha-256
host    replication  ${replicationRole}  127.0.0.1/32  scram-sha-256
`;

/** How a standby of this name reaches its primary. */
export function primaryConninfo(record: ClusterRecord, standby: string, primary: NodeRecord): string {
  return [
    "host=127.0.0.1",
    `port=${primary.port}`,
    `user=${replicationRole}`,
    `password=${record.replicationPassword}`,
    `application_name=${standby}`,
    "sslmode=disable",
    "gssencmode=disable",
    "connect_timeout=2",
  ].join(" ");
}

/** The lines of postgresql.auto.conf with which a node starts as a standby. */
export function standbyAutoConf(record: ClusterRecord, standby: string, primary: NodeRecord): string {
  return `primary_conninfo = '${primaryConninfo(record, standby, primary)}'\n`;
}

/** `postgres` and its arguments for one node. */
export function serverCommand(record: ClusterRecord, layout: Layout, node: NodeRecord): [string, string[]] {
  const set = (name: string, value: string | number) => ["-c", `${name}=${value}`];
  return [
    `${record.binaries}/bin/postgres`,
    [
      ...["-D", layout.data(node.name)],
      ...set("config_file", `${layout.config(node.name)}/postgresql.conf`),
      ...set("hba_file", `${layout.config(node.name)}/pg_hba.conf`),
      ...set("unix_socket_directories", layout.run),
      ...set("cluster_name", node.name),
      ...set("port", node.port),
    ],
  ];
}

/**
 * Settings on which the promise to clients rests. Where a node differs from these it does not keep that
 * promise, however well it seems to serve.
 */
export function expectedSettings(record: ClusterRecord, layout: Layout): Readonly<Record<string, string>> {
  return {
    synchronous_commit: "on",
    synchronous_standby_names: synchronousStandbyNames(record),
    fsync: "on",
    full_page_writes: "on",
    archive_mode: "on",
    archive_command: archiveCommand(layout),
    hot_standby: "on",
    wal_level: "replica",
  };
}
