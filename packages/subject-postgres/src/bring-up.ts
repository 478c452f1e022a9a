import type { Context } from "@eval/core";
import { emptySharedFolders, fillNodes, writeOverlays } from "./fill-nodes.js";
import type { Layout } from "./layout.js";
import { freePorts, isFree } from "./ports.js";
import type { ClusterRecord } from "./record.js";
import { ask } from "./supervisor-client.js";
import { endProcesses, launchSupervisor } from "./supervisor-launch.js";
import { clusterUids } from "./cluster-uids.js";
import { writeWhole } from "./write-file.js";

const attempts = 3;

/**
 * From the base backup to running nodes. Nothing of the cluster may be running. Gives the record as it is
 * now: nodes whose port somebody else has taken get others.
 */
export async function bringUp(record: ClusterRecord, layout: Layout, context: Context): Promise<ClusterRecord> {
  let current = record;
  for (let attempt = 1; ; attempt++) {
    if (!(await portsAreFree(current))) {
      current = await withFreePorts(current, context, `again-${attempt}`);
      await writeRecord(current, layout);
      await writeOverlays(current, layout, context.signal);
    }
    try {
      await emptySharedFolders(current, layout, context.signal);
      await Promise.all([launchSupervisor(layout, context), fillNodes(current, layout, context.signal)]);
      await startAll(current, layout, context);
      return current;
    } catch (error) {
      if (context.signal.aborted || attempt === attempts) throw error;
      context.log.warn("the nodes did not start; trying again", { attempt, error: String(error) });
      await endProcesses(layout, clusterUids(), context);
    }
  }
}

export async function withFreePorts<R extends Pick<ClusterRecord, "nodes" | "clusterId">>(
  record: R,
  context: Context,
  label: string,
): Promise<R> {
  // The id keeps clusters of equal seeds from asking for the same ports at the same moment.
  const random = context.random.fork(`ports/${record.clusterId}/${label}`);
  const ports = await freePorts(record.nodes.length, random);
  return { ...record, nodes: record.nodes.map(({ name }, index) => ({ name, port: ports[index] ?? 0 })) };
}

export async function writeRecord(record: ClusterRecord, layout: Layout): Promise<void> {
  // Group-readable where operators have the cluster's group.
  const rights = record.account
    ? { mode: 0o640, account: { uid: record.uid, gid: record.account.gid } }
    : { mode: 0o600 };
  await writeWhole(layout.record, `${JSON.stringify(record, null, 2)}\n`, rights);
}

async function portsAreFree({ nodes }: ClusterRecord): Promise<boolean> {
  return (await Promise.all(nodes.map(async ({ port }) => await isFree(port)))).every(Boolean);
}

async function startAll({ nodes }: ClusterRecord, layout: Layout, context: Context): Promise<void> {
  const timeoutMs = Math.max(1000, Math.min(15_000, context.remainingMs()));
  await Promise.all(
    nodes.map(async ({ name }) => await ask(layout, { verb: "start", node: name, timeoutMs }, context.signal)),
  );
}
