import { message, type Message } from "./messages.js";
import type { RaftLog } from "./raft-log.js";

/** How a vote ends: won by a majority, lost when a majority can no longer be had. */
export function tally(voters: readonly string[], votes: ReadonlyMap<string, boolean>): "won" | "lost" | "open" {
  const count = (wanted: boolean) => voters.filter((voter) => votes.get(voter) === wanted).length;
  if (count(true) * 2 > voters.length) return "won";
  return count(false) * 2 >= voters.length ? "lost" : "open";
}

/**
 * A follower takes the entries of an append into its log. Answers what it tells the leader, and how far it knows the
 * log to be committed.
 */
export function takeEntries(log: RaftLog, commit: number, said: Message): { commit: number; answer: Partial<Message> } {
  // What is committed never changes: the leader is told where to go on.
  if (said.index < commit) return { commit, answer: { index: commit } };
  const agreed = log.append({ index: said.index, term: said.logTerm }, said.entries);
  if (agreed === undefined) {
    const rejectHint = Math.min(said.index, log.lastIndex);
    return { commit, answer: { index: said.index, reject: true, rejectHint } };
  }
  return { commit: Math.max(commit, Math.min(said.commit, agreed)), answer: { index: agreed } };
}

/** Tells a leader of an older term about this one, and refuses whoever would like to be elected in one. */
export function answerToOlderTerm(term: number, { type, from: to }: Message): Omit<Message, "from"> | undefined {
  if (type === "MsgAppend" || type === "MsgHeartbeat") return message({ type: "MsgAppendResponse", to, term });
  if (type === "MsgRequestPreVote") return message({ type: "MsgRequestPreVoteResponse", to, term, reject: true });
  return undefined;
}
