import type { Context, Observation } from "@eval/core";
import { checkCommit, type CommitCheck } from "./commit-check.js";
import type { Inspection } from "./inspection.js";
import type { Layout } from "./layout.js";
import { findProblems } from "./problems.js";
import type { ClusterRecord } from "./record.js";
import { expectedSettings } from "./settings.js";
import { inspectNodes, SupervisorError } from "./supervisor-client.js";

/** Of all that one look waits for. Well below the limit within which an answer is of use. */
const longestLookMs = 900;

export interface Look {
  observation: Observation;
  /** The node that took a client's connection as a primary. */
  primary: string | null;
}

/** Nodes through the supervisor, clients through the network, side by side. Rejects for nothing but an abort. */
export async function look(
  record: ClusterRecord,
  layout: Layout,
  { first, context }: { first: string | undefined; context: Context },
): Promise<Look> {
  const timeoutMs = Math.max(100, Math.min(longestLookMs, context.remainingMs() * 0.6));
  const [inspection, check] = await Promise.all([
    inspectNodes(layout, timeoutMs, context.signal).catch((error: unknown) => error),
    checkCommit(record, { timeoutMs, first, clock: context.clock }),
  ]);
  context.signal.throwIfAborted();
  return { observation: judge(record, layout, { inspection, check }), primary: check.node };
}

function judge(
  record: ClusterRecord,
  layout: Layout,
  { inspection, check }: { inspection: unknown; check: CommitCheck },
): Observation {
  if (inspection instanceof SupervisorError && inspection.reason === "absent") {
    const message = `the supervisor is not running: ${inspection.message}`;
    return { status: "degraded", problems: [{ key: "supervisor_down", target: null, severity: "critical", message }] };
  }
  // Somebody serves the socket and says nothing: of the cluster nothing can be said.
  if (inspection instanceof Error) return { status: "unknown", problems: [] };
  const expected = { nodes: record.nodes.map(({ name }) => name), settings: expectedSettings(record, layout) };
  const problems = findProblems(expected, inspection as Inspection, check);
  return { status: problems.length === 0 ? "healthy" : "degraded", problems };
}
