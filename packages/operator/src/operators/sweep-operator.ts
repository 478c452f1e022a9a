import { rm } from "node:fs/promises";
import { basename } from "node:path";
import type { JsonObject } from "@eval/core";
import { thisHost } from "../host.js";
import { endAll, type Survivor } from "../process/containment.js";
import { claimFreedUid } from "../process/uid-claim.js";
import { defaultUidClaims } from "./managed-operator.js";
import { operatorFactsSchema } from "./operator-facts.js";

/**
 * Ends what is left of an operator whose harness died, by its recorded facts, and removes its folder.
 * Resolves with what is still alive. Does nothing for facts of an operator that was not managed.
 */
export async function sweepOperator(facts: JsonObject, options: { uidClaims?: string } = {}): Promise<Survivor[]> {
  const parsed = operatorFactsSchema.safeParse(facts);
  if (!parsed.success) return [];
  const { containment, folder } = parsed.data;
  const directory = options.uidClaims ?? defaultUidClaims;
  const { uid } = containment;
  const claim = uid === null ? null : await claimFreedUid(directory, thisHost().pid, uid);
  try {
    // A uid that a living harness holds was free of our processes when it was claimed, and is that harness's now.
    const survivors = await endAll({ ...containment, uid: claim?.uid ?? null }, 5_000);
    if (basename(folder).startsWith("op-")) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    return survivors;
  } finally {
    await claim?.release();
  }
}
