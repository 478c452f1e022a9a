/**
 * A client that connects, runs statements and stays: started by the harness with the folder of the
 * cluster's sockets as its only argument and its job on stdin. Ends with its last connection, or with the cluster.
 */
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { dirname } from "node:path";
import process from "node:process";
import { openClientSession } from "./client-sessions.js";
import type { HeldClientJob } from "./held-clients.js";
import { layoutOf } from "./layout.js";
import { readRecord, type ClusterRecord, type NodeRecord } from "./record.js";
import { sqlState, type Session } from "./session.js";

const connectTimeoutMs = 10_000;
const statementTimeoutMs = 30_000;
const checkMs = 100;
const tooManyConnections = "53300";

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

let held: { session: Session; pid: number }[] = [];

const options = {
  applicationName: job.title,
  timeoutMs: connectTimeoutMs,
  ...(job.role === undefined ? {} : { role: job.role }),
};

/** Opens one more; false when the server has no room and the job is to be patient about that. */
async function hold(from: ClusterRecord, to: NodeRecord): Promise<boolean> {
  try {
    const session = await openClientSession(from, to, options);
    for (const statement of job.statements) await session.query(statement, statementTimeoutMs);
    const [row] = await session.query<{ pid: number }>("SELECT pg_backend_pid() AS pid", statementTimeoutMs);
    held.push({ session, pid: row?.pid ?? 0 });
    return true;
  } catch (error) {
    if (job.persistent === true && sqlState(error) === tooManyConnections) return false;
    throw error;
  }
}

/** One after another, so that a server which has no room for them is asked once. */
async function holdMore(from: ClusterRecord, to: NodeRecord): Promise<void> {
  while (held.length < job.connections && (await hold(from, to)));
}

try {
  await holdMore(record, node);
  // Whoever started this has read the line and gone, perhaps.
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${JSON.stringify({ backends: held.map(({ pid }) => pid) })}\n`);
  let trying = false;
  setInterval(() => {
    const usable = held.filter(({ session }) => session.usable);
    if (!existsSync(layout.record) || (usable.length === 0 && job.reconnects !== true)) process.exit(0);
    // Otherwise one that was ended counts as held: whoever ends them is not fought against.
    if (job.reconnects === true) held = usable;
    if (trying) return;
    trying = true;
    void holdMore(record, node)
      .catch(() => undefined)
      .finally(() => (trying = false));
  }, checkMs);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`, () => process.exit(1));
}
