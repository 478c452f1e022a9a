import { readFileSync } from "node:fs";
import type { Account } from "./account.js";
import { layoutOf } from "./layout.js";

export interface NodeRecord {
  /** `n1`, `n2`, …; the first is the primary of a fresh cluster. */
  name: string;
  port: number;
}

/**
 * What a cluster was made to be: the one measure of "as configured". Written by the harness alone; where
 * it runs as root, neither the cluster's account nor an operator can change it.
 */
export interface ClusterRecord {
  clusterId: string;
  nodes: readonly NodeRecord[];
  maxConnections: number;
  /** Folder with bin, lib and share of PostgreSQL. */
  binaries: string;
  /** Whom the nodes run as; null for the user who made the cluster. */
  account: Account | null;
  /** Of the owner, in numbers. */
  uid: number;
  clientPassword: string;
  replicationPassword: string;
}

/** Undefined when the cluster is gone, or was never finished. */
export function readRecord(folder: string): ClusterRecord | undefined {
  try {
    return JSON.parse(readFileSync(layoutOf(folder).record, "utf8")) as ClusterRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function nodeNames(standbys: number): string[] {
  return Array.from({ length: standbys + 1 }, (_, index) => `n${index + 1}`);
}

/** Any one of the others: whichever node is the primary, the same line serves. */
export function synchronousStandbyNames(record: Pick<ClusterRecord, "nodes">): string {
  return `ANY 1 (${record.nodes.map(({ name }) => name).join(", ")})`;
}
