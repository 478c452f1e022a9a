import { shellQuote, type Briefing } from "@eval/core";
import { clientUrl } from "./client-sessions.js";
import type { Layout } from "./layout.js";
import type { ClusterRecord } from "./record.js";
import { database, reportingRole, superuser } from "./settings.js";

/** All an administrator is told. Knows nothing but how the cluster was made. */
export function briefingOf(record: ClusterRecord, layout: Layout): Briefing {
  const names = record.nodes.map(({ name }) => name);
  return {
    summary: summaryOf(names, layout),
    endpoints: record.nodes.map((node) => ({ name: node.name, url: clientUrl(record, node) })),
    nodes: names.map((name, index) => ({
      name,
      description: `PostgreSQL server; set up as ${index === 0 ? "the primary" : "a standby"}. Configuration: ${layout.config(name)}, log: ${layout.log(name)}`,
    })),
    commands: commandsOf(layout),
  };
}

function summaryOf(names: readonly string[], layout: Layout): string {
  return `A PostgreSQL cluster of ${names.length} servers on this host: ${names.join(", ")}. One is the primary, the others are its streaming standbys; a commit is acknowledged when the primary and any one standby have it on disk. Clients connect over the network as role app to database ${database}, to whichever node accepts writes, and write to the table ledger, whose rows refer to the table account; reports read both as role ${reportingRole}. What they were told is written must never be lost.

Healthy means: every server listed here runs and answers, exactly one is the primary, all others stream from it without delay, commits are confirmed by a standby as configured, the write-ahead log is archived, and clients can log in and commit.

Servers are run by a supervisor and administered with ${layout.admin} (run it with --help for all commands). Each server's postgresql.conf and pg_hba.conf lie in ${layout.configRoot}/NODE and may be edited; server logs lie in ${layout.logs}. SQL as the superuser ${superuser} runs through the sql command. The base backup from the day the cluster was set up is kept for "restore"; writes made since then are not in it.`;
}

function commandsOf(layout: Layout): Briefing["commands"] {
  const admin = shellQuote(layout.admin);
  const node = (verb: string) => `${admin} ${verb} {node}`;
  return {
    status: { summary: "all nodes: process, role, replication, position", command: `${admin} status` },
    start: { summary: "start a node's server", command: node("start") },
    stop: { summary: "stop a node's server", command: node("stop") },
    restart: { summary: "stop and start a node's server", command: node("restart") },
    resume: { summary: "continue server processes that were stopped by a signal", command: node("resume") },
    reload: { summary: "make a node read its configuration again", command: node("reload") },
    promote: { summary: "make a standby a primary", command: node("promote") },
    follow: { summary: "make a node a standby of another; append that one's name", command: node("follow") },
    rebuild: { summary: "replace a node's data by a copy of the primary's", command: node("rebuild") },
    restore: { summary: "replace a node's data by the base backup, as a primary", command: node("restore") },
    autorestart: { summary: "restart policy; append a delay in ms, or off", command: node("autorestart") },
    remove: { summary: "take a node off the inventory", command: node("remove") },
    add: { summary: "put a node back on the inventory", command: node("add") },
    sql: { summary: "run SQL as superuser; append the statements, each as one quoted word", command: node("sql") },
    logs: { summary: "the end of a node's log; append a number of lines", command: node("logs") },
    help: { summary: "all commands", command: `${admin} --help` },
  };
}
