import type { Problem } from "@eval/core";
import type { ClientCheck } from "./client.js";
import { leadersOf, membershipOf, promptMs, type Inspection, type Member, type NodeInspection } from "./inspection.js";
import { peerUrl } from "./settings.js";

/** What ought to be. */
export interface Expectations {
  nodes: readonly string[];
  quotaBytes: number;
}

export const limits = {
  /** How many times as long as the quickest member one may take for its answer: on a busy host all take long. */
  slowness: 3,
  /** Of the quota. */
  quotaShare: 0.8,
} as const;

/** Every problem there is, by one look at all nodes and one client's write. Pure. */
export function findProblems(expected: Expectations, inspection: Inspection, check: ClientCheck): Problem[] {
  const membership = membershipOf(inspection);
  const problems = [
    ...inspection.nodes.flatMap((node) => nodeProblems(node, expected)),
    ...slowProblems(inspection),
    ...leaderProblems(inspection),
    ...(membership ? memberProblems(expected, inspection, membership) : []),
    ...alarmProblems(inspection),
    ...clientProblems(check),
  ];
  return problems.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function problem(invariant: string, target: string | null, message: string): Problem {
  const key = target === null ? invariant : `${invariant}:${target}`;
  return { key, target, message: target === null ? message : `${target} ${message}`, severity: "critical" };
}

function nodeProblems(node: NodeInspection, { quotaBytes }: Expectations): Problem[] {
  const { name, status, facts, error } = node;
  if (status === "missing") return [problem("node_missing", name, "has no container")];
  if (status === "exited" || status === "restarting") return [problem("node_down", name, "is not running")];
  if (status === "paused") return [problem("node_unresponsive", name, "answers nobody: its container is paused")];
  if (!node.connected) return [problem("node_disconnected", name, "is not on the cluster's network")];
  if (!facts) return [problem("node_unresponsive", name, `runs and does not answer: ${error ?? "its port is closed"}`)];
  const full = facts.dbBytes > quotaBytes * limits.quotaShare;
  const share = Math.round((facts.dbBytes / quotaBytes) * 100);
  return [...(full ? [problem("space", name, `has used ${share} % of its quota`)] : [])];
}

function slowProblems({ nodes }: Inspection): Problem[] {
  const quickest = Math.min(...nodes.flatMap(({ facts }) => facts?.answerMs ?? []));
  return nodes.flatMap(({ name, facts }) => {
    if (!facts || facts.answerMs <= Math.max(promptMs, quickest * limits.slowness)) return [];
    return [problem("node_slow", name, `takes ${Math.round(facts.answerMs)} ms for an answer`)];
  });
}

/** Of those that answer: each must follow the one leader, in the same cluster. */
function leaderProblems(inspection: Inspection): Problem[] {
  const [leader, ...others] = leadersOf(inspection);
  if (!leader) return [problem("no_leader", null, "no member leads")];
  const strayed = inspection.nodes.flatMap(({ name, facts }) => {
    if (!facts) return [];
    if (facts.clusterId !== leader.facts.clusterId)
      return [problem("foreign_cluster", name, "is a cluster of its own")];
    if (facts.leader !== leader.facts.memberId)
      return [problem("not_following", name, `does not follow ${leader.name}`)];
    return [];
  });
  if (others.length > 0) strayed.push(problem("several_leaders", null, "several members lead"));
  return strayed;
}

function memberProblems({ nodes }: Expectations, inspection: Inspection, members: readonly Member[]): Problem[] {
  const expected = nodes.flatMap((name) => {
    const member = members.find((candidate) => candidate.name === name);
    const answering = inspection.nodes.find((node) => node.name === name)?.facts;
    if (!member) return [problem("not_a_member", name, "is not a member of the cluster")];
    const found: Problem[] = [];
    if (member.learner) found.push(problem("learner", name, "is a learner and has no vote"));
    if (answering && answering.memberId !== member.id) {
      found.push(problem("not_a_member", name, "does not run as the member of its name"));
    }
    const urls = member.peerUrls.join(", ");
    if (urls !== peerUrl(name)) found.push(problem("peer_url", name, `is to be found by its peers at ${urls}`));
    return found;
  });
  const strangers = members.filter(({ name }) => !nodes.includes(name));
  const listed = strangers.map(({ name, peerUrls }) => name || `one at ${peerUrls.join(", ")} that never started`);
  if (listed.length === 0) return expected;
  return [...expected, problem("unknown_member", null, `members that ought not to be: ${listed.join("; ")}`)];
}

function alarmProblems({ nodes }: Inspection): Problem[] {
  const kinds = new Set(nodes.flatMap(({ facts }) => facts?.alarms ?? []));
  return [...kinds].map((kind) => problem(`alarm_${kind.toLowerCase()}`, null, `the alarm ${kind} is raised`));
}

function clientProblems(check: ClientCheck): Problem[] {
  if (check.ok) return [];
  const invariant = check.lockedOut ? "client_locked_out" : "client_write";
  return [problem(invariant, null, `a client's write fails: ${check.message}`)];
}
