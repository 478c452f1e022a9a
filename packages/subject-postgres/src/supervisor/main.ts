/**
 * Runs the servers of one cluster, as the service manager of a host does. Started with the cluster's
 * folder of sockets as its only argument, perhaps by root: gives that up once everything it needs is loaded, because the
 * cluster's account may not be able to read where this file lies.
 */
import { appendFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { systemClock } from "@eval/core";
import { layoutOf } from "../layout.js";
import { readRecord } from "../record.js";
import { Behind } from "./behind.js";
import { Inspector } from "./inspector.js";
import { NodeProcess } from "./node-process.js";
import { NodeSettingsFile } from "./node-settings.js";
import { listen } from "./server.js";
import type { Supervised, SupervisedNode } from "./supervised.js";
import { runVerb } from "./verbs.js";

const folderCheckMs = 250;

const layout = layoutOf(dirname(process.argv[2] ?? ""));
process.title = `pg-supervisor ${layout.run}`;
const record = readRecord(layout.folder);
if (!record) process.exit(2);
if (record.account) {
  process.setgroups?.([record.account.gid]);
  process.setgid?.(record.account.gid);
  process.setuid?.(record.account.uid);
}
process.umask(0o027);
process.chdir(layout.folder);

const log = (line: string) => {
  try {
    appendFileSync(join(layout.logs, "supervisor.log"), `${new Date().toISOString()} ${line}\n`);
  } catch {
    // The folder is gone, and so is whoever would read it.
  }
};
process.on("uncaughtException", (error) => log(`error: ${error.stack ?? error.message}`));

const settings = new NodeSettingsFile(layout);
const nodes = new Map<string, SupervisedNode>(
  record.nodes.map((node) => {
    const server = new NodeProcess({ record, layout, node, settings, clock: systemClock, log });
    return [node.name, { record: node, process: server, behind: new Behind() }];
  }),
);
const supervised: Supervised = { record, layout, clock: systemClock, settings, nodes };
const inspector = new Inspector(supervised);

for (const { process: server } of nodes.values()) await server.adopt();

let ending = false;
const end = async () => {
  if (ending) return;
  ending = true;
  await Promise.allSettled([...nodes.values()].map(async (node) => await node.process.end()));
  process.exit(0);
};
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
process.on("SIGHUP", () => undefined);
setInterval(() => void (existsSync(layout.record) || end()), folderCheckMs);

await listen(layout.supervisorSocket, async (request, timeoutMs) => {
  const logged = request.unlogged !== true && !["inspect", "status", "logs"].includes(request.verb);
  if (logged) log(`${request.verb} ${request.node ?? ""} ${(request.args ?? []).join(" ").slice(0, 200)}`.trim());
  return await runVerb({ supervised, inspector, request, timeoutMs });
});
