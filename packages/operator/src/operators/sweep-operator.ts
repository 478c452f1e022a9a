import { lstat, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { JsonObject } from "@eval/core";
import { thisHost, type Host } from "../host.js";
import { endAll, type Containment, type Survivor } from "../process/containment.js";
import { operatorUids } from "../process/isolation.js";
import { markerName } from "../process/managed-process.js";
import { folderPrefix } from "../process/operator-folder.js";
import { runPrefix } from "../process/run-prefix.js";
import { claimFreedUid, uidClaims } from "../process/uid-claim.js";
import { possibleParents } from "./managed-operator.js";
import { operatorFactsSchema } from "./operator-facts.js";

/**
 * Ends what is left of an operator whose harness died, by its recorded facts, and removes its folder.
 * Resolves with what is still alive. Does nothing for facts of an operator that was not managed.
 */
export async function sweepOperator(facts: JsonObject, host: Host = thisHost()): Promise<Survivor[]> {
  const parsed = operatorFactsSchema.safeParse(facts);
  if (!parsed.success) return [];
  const { containment, folder } = parsed.data;
  return sweep(containment, basename(folder).startsWith("op-") ? folder : null, host);
}

/**
 * Ends whatever operators of a cluster left whose harness died, and removes their folders. Needs no
 * record: it also finds one that was started just before the crash. Not for a cluster in use.
 */
export async function sweepOperators(clusterId: string, host: Host = thisHost()): Promise<Survivor[]> {
  const prefix = runPrefix(clusterId);
  const unknown = { pid: -1, startTime: null, marker: `${markerName}=${prefix}` };
  const survivors = await endAll({ ...unknown, uid: null }, endWithinMs);
  for (const folder of await foldersOf(prefix, host)) {
    const { uid } = await lstat(folder);
    const own = uid >= operatorUids.first && uid <= operatorUids.last ? uid : null;
    survivors.push(...(await sweep({ ...unknown, uid: own }, folder, host)));
  }
  return survivors;
}

const endWithinMs = 5_000;

async function sweep(contained: Containment, folder: string | null, host: Host): Promise<Survivor[]> {
  const { uid } = contained;
  const claim = uid === null ? null : await claimFreedUid(uidClaims, host.pid, uid);
  try {
    // A uid that a living harness holds was free of our processes when it was claimed, and is that harness's now.
    const survivors = await endAll({ ...contained, uid: claim?.uid ?? null }, endWithinMs);
    if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    return survivors;
  } finally {
    await claim?.release();
  }
}

async function foldersOf(prefix: string, host: Host): Promise<string[]> {
  const found = [];
  for (const parent of possibleParents(host)) {
    const names = await readdir(parent).catch(() => []);
    found.push(...names.filter((name) => name.startsWith(folderPrefix(prefix))).map((name) => join(parent, name)));
  }
  return found;
}
