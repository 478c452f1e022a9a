import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { counted, describe, type Clock, type Plugin } from "@eval/core";
import { livenessOf } from "../aftermath/process-identity.js";
import { sweepCluster } from "../aftermath/sweep-cluster.js";
import type { Io } from "../io.js";
import { commandLine } from "../text/command-line.js";
import { printableLine } from "../text/printable.js";
import { checkRecords } from "./cluster-record.js";

/** What became of the record of one check. */
export interface CheckSettlement {
  clusterIds: readonly string[];
  /** `left`: the check is alive, or may be. `failed`: something could not be removed; the next try goes on. */
  did: "settled" | "left" | "failed";
  why: string | null;
}

interface Settling {
  io: Io;
  clock: Clock;
  say: (line: string) => void;
  /** Also checks of which it cannot be told whether they are dead. @default false */
  force?: boolean;
}

/** Removes the clusters of checks of this plugin that died. What cannot be removed is told and stays recorded. */
export async function settleChecks(
  { url, subject }: Pick<Plugin, "url" | "subject">,
  { io, clock, say, force = false }: Settling,
): Promise<CheckSettlement[]> {
  const settlements: CheckSettlement[] = [];
  for (const record of await checkRecords(io)) {
    const { plugin, process, clusterIds } = record;
    if (plugin !== url) continue;
    const reason = await reasonToLeave(process, { io, force });
    if (reason !== null) {
      settlements.push({ clusterIds, did: "left", why: reason });
      continue;
    }
    try {
      for (const clusterId of clusterIds) await sweepCluster(subject, clusterId, clock);
      await record.forget();
      say(`a check that died was tidied up after: ${counted(clusterIds.length, "cluster")} swept`);
      settlements.push({ clusterIds, did: "settled", why: null });
    } catch (error) {
      const why = printableLine(describe(error), 300);
      say(`warning: a check that died could not be tidied up after: ${why}`);
      settlements.push({ clusterIds, did: "failed", why });
    }
  }
  return settlements;
}

/** Clusters of checks of any plugin that are alive, or may be, each with why it is to be left alone. */
export async function clustersOfChecks(asking: Pick<Settling, "io" | "force">): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  for (const { process, clusterIds } of await checkRecords(asking.io)) {
    const reason = await reasonToLeave(process, asking);
    if (reason !== null) for (const clusterId of clusterIds) reasons.set(clusterId, reason);
  }
  return reasons;
}

/** Null where the check is dead, or is to be taken for dead. */
async function reasonToLeave(
  process: unknown,
  { io, force = false }: Pick<Settling, "io" | "force">,
): Promise<string | null> {
  const liveness = await livenessOf(process, io);
  if (liveness.state === "alive") return "a `plugin check` uses it";
  return liveness.state === "unknown" && !force ? `a \`plugin check\` may use it: ${liveness.why}` : null;
}

/** Forgets the checks that died, of any plugin, of whose clusters some were removed just now and none is left. */
export async function forgetChecks(
  { removed, remaining }: { removed: readonly string[]; remaining: readonly string[] },
  asking: Pick<Settling, "io" | "force">,
): Promise<void> {
  for (const { process, clusterIds, forget } of await checkRecords(asking.io)) {
    const isDone = clusterIds.some((id) => removed.includes(id)) && !clusterIds.some((id) => remaining.includes(id));
    if (isDone && (await reasonToLeave(process, asking)) === null) await forget();
  }
}

/** For whoever names no plugin: how to tidy up after the checks of each that died. */
export async function mentionChecks({ io, say }: Pick<Settling, "io" | "say">): Promise<void> {
  const left = new Set<string>();
  for (const { plugin, process } of await checkRecords(io)) {
    if ((await reasonToLeave(process, { io })) === null) left.add(plugin);
  }
  for (const url of left) {
    const module = fileURLToPath(url);
    // A checkout that was deleted: its package, installed elsewhere, finds the same clusters.
    const tidy = commandLine(io.program, ["sweep", "--plugin", existsSync(module) ? module : "NAME"]);
    say(printableLine(`a \`plugin check\` of ${module} died and has left clusters; to remove them: ${tidy}`, 500));
  }
}
