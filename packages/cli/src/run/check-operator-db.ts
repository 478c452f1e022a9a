import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { HarnessError } from "@eval/core";
import { openOperatorTrace } from "@eval/operator-db";

/**
 * Refuses a database that an operator cannot be watched by, before a cluster is made for it: with
 * `operator_not_found` or `operator_db_unreadable`. An operator that waits for its briefing may have none yet.
 */
export async function checkOperatorDb(path: string, { mayBeMissing }: { mayBeMissing: boolean }): Promise<void> {
  await mustExist(mayBeMissing ? dirname(path) : path);
  const trace = await openOperatorTrace(path);
  try {
    await trace.mark();
  } finally {
    await trace[Symbol.asyncDispose]();
  }
}

async function mustExist(path: string): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    throw new HarnessError("operator_not_found", { message: `${path} cannot be found`, cause: error });
  }
}
