import type { JsonObject } from "@eval/core";

/** What the supervisor sees of all nodes at one moment. */
export interface Inspection {
  nodes: readonly NodeInspection[];
}

export interface NodeInspection {
  name: string;
  port: number;
  /** False once an administrator has taken it off the inventory. */
  listed: boolean;
  process: "running" | "paused" | "absent";
  pid: number | null;
  /** Delay after which an ended node is started again; null: it is not. */
  restartAfterMs: number | null;
  /** Null when the node did not answer; then `error` says why. */
  facts: NodeFacts | null;
  error: string | null;
}

/** What a node says of itself. Log positions are bytes from 0/0. */
export type NodeFacts = {
  version: string;
  inRecovery: boolean;
  timeline: number;
  systemId: string;
  /** Written by a primary, replayed by a standby. */
  position: number;
  receivedPosition: number | null;
  replayPaused: boolean;
  /** Of a standby: its receiver's status, null when there is none. */
  receiver: string | null;
  /** Who streams from this node. */
  standbys: readonly StandbyFacts[];
  settings: { readonly [name: string]: string };
  readOnlyByDefault: boolean;
  clientConnections: number;
  connectionLimit: number;
  archiver: { lastArchived: string | null; lastFailed: string | null; failing: boolean };
  walBytes: number;
  slots: readonly { name: string; active: boolean; retainedBytes: number | null }[];
  /** Transactions idle for two seconds or more that keep others waiting, or hold a lock that would. */
  idleTransactions: readonly { pid: number; application: string; idleSeconds: number; blocked: number }[];
  /** Lines of pg_hba.conf that let network clients in without proving who they are, or that are in error. */
  weakRules: readonly { line: number; problem: string }[];
  /** Lines of the configuration files that are in error, or could not be applied. */
  settingErrors: readonly { file: string; line: number | null; error: string }[];
};

export type StandbyFacts = {
  name: string;
  state: string;
  syncState: string;
  replayedPosition: number | null;
  /** How long it has been behind what the primary had written at an earlier look; 0 when it is not. */
  behindMs: number;
};

export function isPrimary(node: NodeInspection): boolean {
  return node.facts !== null && !node.facts.inRecovery;
}

/** For records and proofs. */
export function describeNode(node: NodeInspection): JsonObject {
  return {
    name: node.name,
    process: node.process,
    role: node.facts === null ? "unknown" : node.facts.inRecovery ? "standby" : "primary",
    error: node.error,
  };
}
