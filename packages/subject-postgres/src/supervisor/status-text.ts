import { isPrimary, type Inspection, type NodeInspection } from "../inspection.js";
import { textTable } from "./text-table.js";

/** The table that `status` prints. */
export function statusText(inspection: Inspection): string {
  const heading = ["node", "port", "process", "role", "replication", "behind", "position", "note"];
  const listed = inspection.nodes.filter((node) => node.listed);
  return textTable(
    heading,
    listed.map((node) => statusRow(node, inspection)),
  );
}

function statusRow(node: NodeInspection, { nodes }: Inspection): string[] {
  const process = node.process === "absent" ? "not running" : `${node.process} (${node.pid})`;
  const note = node.facts ? noteOf(node) : (node.error ?? "");
  const start = [node.name, String(node.port), process];
  if (!node.facts) return [...start, "?", "", "", "", note];
  const role = node.facts.inRecovery ? "standby" : "primary";
  const streamed = nodes.filter(isPrimary).flatMap((primary) => primary.facts?.standbys ?? []);
  const standby = streamed.find(({ name }) => name === node.name);
  const replication = node.facts.inRecovery
    ? standby
      ? `${standby.state}, ${standby.syncState}`
      : "not connected"
    : "";
  const behind = node.facts.inRecovery && standby ? `${(standby.behindMs / 1000).toFixed(1)} s` : "";
  return [...start, role, replication, behind, `${node.facts.timeline}/${node.facts.position}`, note];
}

function noteOf({ facts, restartAfterMs }: NodeInspection): string {
  const notes = [
    facts?.replayPaused && "replay is paused",
    facts?.readOnlyByDefault && "transactions are read-only",
    facts?.archiver.failing && "archiving fails",
    restartAfterMs !== null && `restarts after ${restartAfterMs} ms`,
  ];
  return notes.filter(Boolean).join("; ");
}
