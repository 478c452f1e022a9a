import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { HarnessError, type Operator, type OperatorStart } from "@eval/core";
import { openOperatorTrace } from "@eval/operator-db";
import { writeWhole } from "../process/operator-folder.js";
import { briefingText } from "./managed-operator.js";

export interface ExternalOperatorOptions {
  /** The database that somebody's operator writes. Only ever read. */
  operatorDb: string;
  /** Where to tell that operator of the cluster: the briefing is put there, readable by all, for each start. */
  briefingOut?: string;
  /** @default "external" */
  name?: string;
}

/**
 * An operator that somebody runs already. `start` rejects with `operator_not_found` when its database
 * is not there; with `briefingOut` the operator may be waiting for that file, so its folder is enough.
 */
export function externalOperator(options: ExternalOperatorOptions): Operator {
  const operatorDb = resolve(options.operatorDb);
  const briefingOut = options.briefingOut === undefined ? null : resolve(options.briefingOut);
  return {
    name: options.name ?? "external",
    async start({ briefing }: OperatorStart) {
      await mustExist(briefingOut === null ? operatorDb : dirname(operatorDb));
      if (briefingOut !== null) await writeWhole(briefingOut, briefingText(briefing), null, 0o644);
      const trace = await openOperatorTrace(operatorDb);
      return {
        trace,
        facts: { managed: false, operatorDb, briefing: briefingOut },
        ended: new Promise(() => undefined),
        stop: async () => ({ managed: false, end: null, killed: false, survivors: [] }),
        [Symbol.asyncDispose]: async () => trace[Symbol.asyncDispose](),
      };
    },
  };
}

async function mustExist(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new HarnessError("operator_not_found", { message: `${path} cannot be found`, cause: error });
  }
}
