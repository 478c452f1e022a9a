import { z } from "zod";
import type { Host } from "../host.js";
import type { Isolation } from "../process/isolation.js";
import type { ManagedProcess } from "../process/managed-process.js";
import type { Owner } from "../process/operator-folder.js";

/** What is recorded of a managed operator: enough to end it and remove its folder from another process. */
export const operatorFactsSchema = z.object({
  managed: z.literal(true),
  pid: z.number(),
  command: z.string(),
  uid: z.number().nullable(),
  gid: z.number().nullable(),
  /** Whether it runs under a uid of its own. */
  isolated: z.boolean(),
  /** Why not. */
  isolationReason: z.string().nullable(),
  /** Whether it saw no processes but its own. */
  processesHidden: z.boolean(),
  /** How what it spawns is found again: by its uid, by a marker in the environment, or its process group only. */
  containedBy: z.enum(["uid", "marker", "group"]),
  containment: z.object({
    pid: z.number(),
    startTime: z.string().nullable(),
    uid: z.number().nullable(),
    marker: z.string(),
  }),
  folder: z.string(),
  /** Where its database and log are kept after the stop. */
  kept: z.string().nullable(),
});

export type OperatorFacts = z.infer<typeof operatorFactsSchema>;

export function factsOf(known: {
  launch: { file: string; args: readonly string[] };
  process: ManagedProcess;
  owner: Owner | null;
  host: Host;
  isolation: Isolation;
  hidden: boolean;
  folder: string;
  kept: string | null;
}): OperatorFacts {
  const { launch, process, owner, host, isolation, hidden, folder, kept } = known;
  const hasProc = host.capabilities !== null;
  return {
    managed: true,
    pid: process.pid,
    command: [launch.file, ...launch.args].join(" "),
    uid: owner?.uid ?? host.uid,
    gid: owner?.gid ?? host.gid,
    isolated: isolation.isolated,
    isolationReason: isolation.isolated ? null : isolation.reason,
    processesHidden: hidden,
    containedBy: owner ? "uid" : hasProc ? "marker" : "group",
    containment: process.containment,
    folder,
    kept,
  };
}
