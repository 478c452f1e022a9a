import { describe, type Clock } from "@eval/core";
import type { NodeSight } from "@eval/docker-kit";
import { callGateway } from "./gateway.js";
import { clientPort } from "./settings.js";

/** What a member says of itself. Ids are decimal, beyond 2^53. */
export interface MemberFacts {
  memberId: string;
  clusterId: string;
  version: string;
  /** The leader's id; null when it knows none. */
  leader: string | null;
  term: number;
  index: number;
  dbBytes: number;
  /** Kinds of alarms that are raised, in the order of their names: `NOSPACE`. */
  alarms: string[];
  /** The least of a few answers' times, in ms; of one where it was prompt. */
  answerMs: number;
  /** As this member knows it. */
  members: Member[];
}

export interface Member {
  id: string;
  /** Empty until it has been started for the first time. */
  name: string;
  peerUrls: string[];
  clientUrls: string[];
  learner: boolean;
}

export interface NodeInspection extends NodeSight {
  facts: MemberFacts | null;
  /** Why there are none. */
  error: string | null;
}

export interface Inspection {
  nodes: NodeInspection[];
}

interface StatusAnswer {
  header?: { cluster_id?: string; member_id?: string };
  version?: string;
  dbSize?: string;
  leader?: string;
  raftIndex?: string;
  raftTerm?: string;
  errors?: string[];
}

interface MemberListAnswer {
  members?: { ID?: string; name?: string; peerURLs?: string[]; clientURLs?: string[]; isLearner?: boolean }[];
}

/** Answers are taken until one comes within this time: on a busy host one may be late by chance, and all only for a reason. */
export const promptMs = 60;
/** How many answers at most, and for how long, in ms. */
const most = { samples: 6, ms: 450 };

/** All nodes side by side, through their own ports. Rejects for nothing but an abort. */
export async function inspectNodes(
  sights: readonly NodeSight[],
  { timeoutMs, clock, signal }: { timeoutMs: number; clock: Clock; signal: AbortSignal },
): Promise<Inspection> {
  const end = clock.now() + timeoutMs;
  const nodes = sights.map(async (sight): Promise<NodeInspection> => {
    const port = sight.ports[clientPort];
    if (sight.status !== "running" || port === undefined) return { ...sight, facts: null, error: null };
    try {
      return { ...sight, facts: await askMember(`127.0.0.1:${port}`, { end, clock, signal }), error: null };
    } catch (error) {
      signal.throwIfAborted();
      return { ...sight, facts: null, error: describe(error) };
    }
  });
  return { nodes: await Promise.all(nodes) };
}

async function askMember(
  address: string,
  { end, clock, signal }: { end: number; clock: Clock; signal: AbortSignal },
): Promise<MemberFacts> {
  const ask = async <T>(path: string) =>
    await callGateway<T>({ address, path, timeoutMs: Math.max(1, end - clock.now()) }, { signal });
  const list = await ask<MemberListAnswer>("cluster/member/list");
  let answerMs = Infinity;
  let status: StatusAnswer = {};
  const first = clock.now();
  for (let sample = 0; sample < most.samples && answerMs > promptMs; sample++) {
    const began = clock.now();
    if (sample > 0 && began - first > most.ms) break;
    status = await ask<StatusAnswer>("maintenance/status");
    answerMs = Math.min(answerMs, clock.now() - began);
  }
  return factsFrom(status, list, answerMs);
}

/** Pure. */
export function factsFrom(status: StatusAnswer, list: MemberListAnswer, answerMs: number): MemberFacts {
  const leader = status.leader ?? "0";
  return {
    memberId: status.header?.member_id ?? "0",
    clusterId: status.header?.cluster_id ?? "0",
    version: status.version ?? "",
    leader: leader === "0" ? null : leader,
    term: Number(status.raftTerm ?? 0),
    index: Number(status.raftIndex ?? 0),
    dbBytes: Number(status.dbSize ?? 0),
    alarms: alarmsIn(status.errors ?? []),
    answerMs,
    members: (list.members ?? []).map((member) => ({
      id: member.ID ?? "0",
      name: member.name ?? "",
      peerUrls: member.peerURLs ?? [],
      clientUrls: member.clientURLs ?? [],
      learner: member.isLearner ?? false,
    })),
  };
}

/** A status lists raised alarms in protobuf's text format: `memberID:123 alarm:NOSPACE `. */
function alarmsIn(errors: readonly string[]): string[] {
  const kinds = errors.flatMap((error) => /\balarm:(\w+)/.exec(error)?.[1] ?? []);
  return [...new Set(kinds)].toSorted();
}

/** The members that say of themselves that they lead, the one of the latest term first. */
export function leadersOf({ nodes }: Inspection): (NodeInspection & { facts: MemberFacts })[] {
  return nodes
    .flatMap((node) =>
      node.facts && node.facts.leader === node.facts.memberId ? [{ ...node, facts: node.facts }] : [],
    )
    .toSorted((a, b) => b.facts.term - a.facts.term);
}

/** Membership as the leader knows it; null without one: then nobody can say. */
export function membershipOf(inspection: Inspection): Member[] | null {
  return leadersOf(inspection)[0]?.facts.members ?? null;
}
