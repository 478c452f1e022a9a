import type { JsonObject } from "@eval/core";
import type { AccessRule } from "./access-rules.js";

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
  archiver: {
    lastArchived: string | null;
    lastFailed: string | null;
    failing: boolean;
    /** Age of the oldest finished segment that is not archived yet; 0 when there is none. */
    waitingSeconds: number;
    /** How many segments are gone from the middle or the end of what was archived. */
    missing: number;
  };
  walBytes: number;
  slots: readonly { name: string; active: boolean; retainedBytes: number | null }[];
  /** Transactions idle for two seconds or more that keep others waiting, or hold a lock that would. */
  idleTransactions: readonly { pid: number; application: string; idleSeconds: number; blocked: number }[];
  /** Those of pg_hba.conf that are in order, as they stand in the file now. */
  accessRules: readonly AccessRule[];
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
