import { join } from "node:path";
import type { Context } from "@eval/core";
import { signalProcess } from "../cluster-processes.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { run } from "../run.js";
import { SupervisorError } from "../supervisor-client.js";
import { serverCommand } from "../settings.js";

const startMs = 20;

/**
 * Lets a stopped standby write a history of its own, as `promoteOnce` does, and leaves it as a stopped standby
 * again. Twice promoted, it is on a timeline that the rest of the cluster does not reach by one failover: two
 * histories under one number would be hard to tell apart, for the servers too.
 */
export async function writeOwnHistory(
  cluster: PostgresCluster,
  { node, statements }: { node: string; statements: readonly string[] },
  context: Context,
): Promise<void> {
  const { record, layout } = cluster;
  const standbySignal = join(layout.data(node), "standby.signal");
  for (const written of [[], statements]) {
    await promoteOnce(cluster, { node, statements: written }, context);
    await run("touch", [standbySignal], { account: record.account ?? undefined, signal: context.signal });
  }
}

/**
 * Lets a stopped standby run for a moment as a primary that nobody can reach, and runs these statements
 * there: neither clients nor other nodes ever see two primaries. What it writes, it alone has.
 */
async function promoteOnce(
  cluster: PostgresCluster,
  { node, statements }: { node: string; statements: readonly string[] },
  context: Context,
): Promise<void> {
  const { record, layout } = cluster;
  const found = record.nodes.find(({ name }) => name === node);
  if (!found) throw new RangeError(`no node ${node}`);
  const [command, args] = serverCommand(record, layout, found);
  const apart = ["listen_addresses=", "primary_conninfo=", "synchronous_standby_names=", "archive_mode=off"];
  const overridden = apart.flatMap((setting) => ["-c", setting]);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const ended = run(command, [...args, ...overridden], {
    account: record.account ?? undefined,
    signal,
  });
  const early = ended.then(() => {
    throw new Error(`${node} ended before it was promoted`);
  });
  try {
    await Promise.race([early, work(cluster, { node, statements }, { ...context, signal })]);
    const [postmaster] = await cluster.processes(node);
    if (postmaster) await signalProcess(postmaster, "SIGINT");
    await ended;
  } finally {
    ended.catch(() => undefined);
    stop.abort(new Error(`${node} is not needed any more`));
  }
}

async function work(
  cluster: PostgresCluster,
  { node, statements }: { node: string; statements: readonly string[] },
  context: Context,
): Promise<void> {
  const promote = "SELECT pg_promote(wait => true, wait_seconds => 10)";
  for (;;) {
    try {
      await cluster.sql(node, [promote, ...statements], context);
      return;
    } catch (error) {
      // It takes a moment until it lets anybody in.
      if (!(error instanceof SupervisorError) || error.reason !== "refused") throw error;
    }
    await context.clock.sleep(startMs, context.signal);
  }
}
