import type { Problem } from "@eval/core";
import { refuses } from "./access-rules.js";
import type { CommitCheck } from "./commit-check.js";
import { isPrimary, type Inspection, type NodeFacts, type NodeInspection } from "./inspection.js";
import { clientRole, database, replicationRole } from "./settings.js";

/** What ought to be. */
export interface Expectations {
  nodes: readonly string[];
  settings: Readonly<Record<string, string>>;
}

export const limits = {
  behindMs: 3000,
  /** Of the connections a client can get. */
  connectionShare: 0.85,
  walBytes: 160 * 1024 * 1024,
  slotBytes: 8 * 1024 * 1024,
  /** Between the end of a segment and its being archived. */
  archivingSeconds: 3,
} as const;

/** Every problem there is, by one look at all nodes and one client's write. Pure. */
export function findProblems(expected: Expectations, inspection: Inspection, check: CommitCheck): Problem[] {
  const primaries = inspection.nodes.filter(isPrimary);
  const problems = [
    ...expected.nodes.flatMap((name) => nodeProblems(name, inspection, expected)),
    ...roleProblems(primaries),
    ...primaries.flatMap((primary) => primaryProblems(primary)),
    ...standbyProblems(inspection, primaries),
    ...clientProblems(check),
  ];
  return problems.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function problem(invariant: string, target: string | null, severity: Problem["severity"], message: string): Problem {
  return { key: target === null ? invariant : `${invariant}:${target}`, target, severity, message };
}

function nodeProblems(name: string, { nodes }: Inspection, expected: Expectations): Problem[] {
  const node = nodes.find((candidate) => candidate.name === name);
  if (!node?.listed) return [problem("node_missing", name, "critical", `${name} is not on the inventory any more`)];
  if (node.process === "absent") return [problem("node_down", name, "critical", `${name} is not running`)];
  if (!node.facts) {
    return [problem("node_unresponsive", name, "critical", `${name} is running but does not answer: ${node.error}`)];
  }
  const paused = node.process === "paused";
  const { settingErrors } = node.facts;
  const rules = accessProblem(node.facts);
  return [
    ...(paused ? [problem("node_unresponsive", name, "critical", `${name}'s server process is stopped`)] : []),
    ...(settingErrors.length > 0
      ? [problem("config_error", name, "warning", settingErrorMessage(name, settingErrors))]
      : []),
    ...(rules === undefined ? [] : [problem("access_rules", name, "warning", `${name}: ${rules}`)]),
    ...settingProblems(name, node.facts, expected),
  ];
}

function accessProblem({ weakRules, accessRules }: NodeFacts): string | undefined {
  const [weak] = weakRules;
  if (weak) return `line ${weak.line} of pg_hba.conf: ${weak.problem}`;
  if (refuses(accessRules, { user: clientRole, database })) return "pg_hba.conf turns clients away";
  if (refuses(accessRules, { user: replicationRole, database: null })) return "pg_hba.conf turns standbys away";
  return undefined;
}

/** Of standbys too: each of them may be the primary after the next failure, with the settings it has now. */
function settingProblems(name: string, facts: NodeFacts, expected: Expectations): Problem[] {
  const severity = facts.inRecovery ? "warning" : "critical";
  const different = Object.entries(expected.settings).flatMap(([setting, wanted]) => {
    const actual = facts.settings[setting] ?? "";
    if (actual === wanted) return [];
    const invariant = setting === "synchronous_standby_names" ? "synchronous_standbys" : `setting_${setting}`;
    return [problem(invariant, name, severity, `${name}: ${setting} is '${actual}', configured is '${wanted}'`)];
  });
  if (!facts.readOnlyByDefault) return different;
  return [...different, problem("read_only", name, severity, `${name}: transactions are read-only by default`)];
}

function settingErrorMessage(name: string, errors: NodeFacts["settingErrors"]): string {
  return `${name}: ${errors.map(({ file, line, error }) => `${file}:${line ?? "?"}: ${error}`).join("; ")}`;
}

function roleProblems(primaries: readonly NodeInspection[]): Problem[] {
  if (primaries.length === 0) return [problem("no_primary", null, "critical", "no node is a primary")];
  if (primaries.length === 1) return [];
  const names = primaries.map(({ name }) => name).join(", ");
  return [problem("multiple_primaries", null, "critical", `several nodes are primaries: ${names}`)];
}

function primaryProblems({ name, facts }: NodeInspection): Problem[] {
  if (!facts) return [];
  const found: Problem[] = [];
  const add = (invariant: string, severity: Problem["severity"], message: string) =>
    found.push(problem(invariant, name, severity, `${name}: ${message}`));

  if (facts.clientConnections >= facts.connectionLimit * limits.connectionShare) {
    add(
      "connections_exhausted",
      "critical",
      `${facts.clientConnections} of ${facts.connectionLimit} client connections are in use`,
    );
  }
  const { failing, lastFailed, waitingSeconds, missing } = facts.archiver;
  if (failing) add("archive_failing", "critical", `archiving ${lastFailed} fails`);
  else if (waitingSeconds > limits.archivingSeconds) {
    add("archive_failing", "critical", `a segment has been waiting to be archived for ${waitingSeconds} s`);
  }
  if (missing > 0) add("archive_gap", "critical", `${missing} segments are missing from the archive`);
  if (facts.walBytes > limits.walBytes) {
    add("wal_retained", "warning", `${Math.round(facts.walBytes / 1024 / 1024)} MiB of write-ahead log are retained`);
  }
  for (const slot of facts.slots.filter(
    ({ active, retainedBytes }) => !active && (retainedBytes ?? 0) > limits.slotBytes,
  )) {
    add(
      "slot_retention",
      "warning",
      `the inactive replication slot ${slot.name} retains ${slot.retainedBytes} bytes of log`,
    );
  }
  const [idle] = facts.idleTransactions;
  if (idle) {
    const who = `${idle.application || "a session"} (pid ${idle.pid})`;
    add(
      "idle_transaction",
      "critical",
      `${who} has been idle in a transaction for ${idle.idleSeconds} s, ${idle.blocked} sessions wait for it`,
    );
  }
  return found;
}

function standbyProblems({ nodes }: Inspection, primaries: readonly NodeInspection[]): Problem[] {
  const streams = new Map(
    primaries.flatMap((primary) => primary.facts?.standbys ?? []).map((standby) => [standby.name, standby]),
  );
  const found: Problem[] = [];
  for (const { name, facts } of nodes) {
    if (!facts?.inRecovery) continue;
    const stream = streams.get(name);
    if (stream?.state !== "streaming") {
      const how = stream ? `is ${stream.state}` : "is not connected to a primary";
      found.push(problem("standby_not_streaming", name, "critical", `${name} ${how}`));
    } else if (stream.behindMs > limits.behindMs) {
      const seconds = (stream.behindMs / 1000).toFixed(1);
      found.push(problem("standby_behind", name, "warning", `${name} is ${seconds} s behind its primary`));
    }
    if (facts.replayPaused) found.push(problem("replay_paused", name, "warning", `replay is paused on ${name}`));
  }
  const synchronous = [...streams.values()].filter(
    ({ state, syncState }) => state === "streaming" && syncState !== "async",
  );
  if (primaries.length > 0 && synchronous.length === 0) {
    found.push(problem("no_synchronous_standby", null, "critical", "no standby confirms commits"));
  }
  return found;
}

const loginRefused = new Set(["28000", "28P01"]);
const tooManyClients = "53300";
const readOnly = "25006";

function clientProblems(check: CommitCheck): Problem[] {
  if (check.ok) {
    const level = check.settings["synchronous_commit"];
    if (level === undefined || level === "on" || level === "remote_apply") return [];
    return [problem("client_durability", null, "critical", `clients commit with synchronous_commit = ${level}`)];
  }
  // Whichever node it met: it is the cluster that does not serve its clients.
  const fails = (invariant: string) => [
    problem(invariant, null, "critical", `a client's write fails at ${check.failedAt}: ${check.message}`),
  ];
  if (loginRefused.has(check.sqlState ?? "")) return fails("client_login");
  if (check.sqlState === tooManyClients) return fails("client_connections");
  if (check.sqlState === readOnly) return fails("client_read_only");
  return fails("client_commit");
}
