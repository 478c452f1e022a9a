import type { Clock } from "@eval/core";
import type { Layout } from "../layout.js";
import type { ClusterRecord, NodeRecord } from "../record.js";
import { Session } from "../session.js";
import { database, superuser } from "../settings.js";
import type { Behind } from "./behind.js";
import type { NodeProcess } from "./node-process.js";
import type { NodeSettingsFile } from "./node-settings.js";

/** One node as the supervisor holds it. */
export interface SupervisedNode {
  record: NodeRecord;
  process: NodeProcess;
  behind: Behind;
}

/** What every verb works on. */
export interface Supervised {
  record: ClusterRecord;
  layout: Layout;
  clock: Clock;
  settings: NodeSettingsFile;
  nodes: ReadonlyMap<string, SupervisedNode>;
}

/** A session as the database's superuser, over the node's unix socket. */
export async function openAdminSession(
  { layout }: Pick<Supervised, "layout">,
  node: NodeRecord,
  options: { applicationName: string; statementTimeoutMs: number; timeoutMs: number },
): Promise<Session> {
  const { applicationName, statementTimeoutMs, timeoutMs } = options;
  const target = { host: layout.run, port: node.port, user: superuser, database, applicationName, statementTimeoutMs };
  return await Session.open(target, timeoutMs);
}
