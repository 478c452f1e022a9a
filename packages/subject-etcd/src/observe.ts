import type { Clock, Context, Observation } from "@eval/core";
import type { DockerCluster, NodeSight } from "@eval/docker-kit";
import { checkClient } from "./client.js";
import { inspectNodes, leadersOf, type Inspection } from "./inspection.js";
import { findProblems } from "./problems.js";
import { checkKey, clientPort, nodeNames } from "./settings.js";
import type { Options } from "./options.js";

/** Of all that one look waits for, in ms. */
const longestLookMs = 1400;
const mib = 1024 * 1024;

/** Nodes through the engine and their own ports, a client through whichever member answers, side by side. */
export async function look(cluster: DockerCluster, options: Options, context: Context): Promise<Observation> {
  const { clock, signal } = context;
  const timeoutMs = Math.max(100, Math.min(longestLookMs, context.remainingMs() * 0.6));
  let inspection: Inspection;
  let check: Awaited<ReturnType<typeof checkClient>>;
  try {
    const sights = await cluster.look(context);
    const attempt = { addresses: addressesOf(sights), timeoutMs, clock, signal };
    [inspection, check] = await Promise.all([
      inspectNodes(sights, { timeoutMs, clock, signal }),
      checkClient({ key: checkKey, value: String(context.random.integer(0, 1e9)) }, attempt),
    ]);
  } catch {
    // Only the engine is asked without having a word in what is wrong: without it nothing can be said.
    signal.throwIfAborted();
    return { status: "unknown", problems: [] };
  }
  const expected = { nodes: nodeNames(options.members), quotaBytes: options.quotaMb * mib };
  const problems = findProblems(expected, inspection, check);
  return { status: problems.length === 0 ? "healthy" : "degraded", problems };
}

/** Where members that run may be reached, those first that are not known to be of no use. */
export function addressesOf(sights: readonly NodeSight[]): string[] {
  return sights.flatMap(({ status, ports }) => {
    const port = ports[clientPort];
    return status === "running" && port !== undefined ? [`127.0.0.1:${port}`] : [];
  });
}

/** A look on behalf of a chaos type. Rejects when the engine does not answer. */
export async function inspect(cluster: DockerCluster, context: Context): Promise<Inspection> {
  const { clock, signal } = context;
  const timeoutMs = Math.max(100, Math.min(1500, context.remainingMs() * 0.6));
  return await inspectNodes(await cluster.look(context), { timeoutMs, clock, signal });
}

/** Names of the one that leads and of those that follow, in the order of their names. */
export async function roles(
  cluster: DockerCluster,
  context: { clock: Clock } & Context,
): Promise<{ leaders: string[]; followers: string[] }> {
  const inspection = await inspect(cluster, context);
  const leaders = leadersOf(inspection).map(({ name }) => name);
  const answering = inspection.nodes.filter(({ facts }) => facts !== null).map(({ name }) => name);
  return { leaders, followers: answering.filter((name) => !leaders.includes(name)) };
}
