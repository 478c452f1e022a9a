/**
 * A client that connects, runs statements and stays: started by the harness with the folder of the
 * cluster's sockets as its only argument and its job on stdin. Ends with its last connection.
 */
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { dirname } from "node:path";
import process from "node:process";
import { openClientSession } from "./client-sessions.js";
import type { HeldClientJob } from "./held-clients.js";
import { layoutOf } from "./layout.js";
import { readRecord } from "./record.js";

const connectTimeoutMs = 10_000;
const statementTimeoutMs = 30_000;
const checkMs = 200;

const layout = layoutOf(dirname(process.argv[2] ?? ""));
const record = readRecord(layout.folder);
const job = JSON.parse(await text(process.stdin)) as HeldClientJob;
const node = record?.nodes.find(({ name }) => name === job.node);
if (!record || !node) process.exit(2);
process.title = `${job.title} ${layout.run}`;
if (record.account) {
  process.setgroups?.([record.account.gid]);
  process.setgid?.(record.account.gid);
  process.setuid?.(record.account.uid);
}

try {
  const options = { applicationName: job.title, timeoutMs: connectTimeoutMs };
  const sessions = await Promise.all(
    Array.from({ length: job.connections }, async () => {
      const session = await openClientSession(record, node, options);
      for (const statement of job.statements) await session.query(statement, statementTimeoutMs);
      const [row] = await session.query<{ pid: number }>("SELECT pg_backend_pid() AS pid", statementTimeoutMs);
      return { session, pid: row?.pid ?? 0 };
    }),
  );
  // Whoever started this has read the line and gone, perhaps.
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${JSON.stringify({ backends: sessions.map(({ pid }) => pid) })}\n`);
  setInterval(() => {
    if (!existsSync(layout.record) || !sessions.some(({ session }) => session.usable)) process.exit(0);
  }, checkMs);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`, () => process.exit(1));
}
