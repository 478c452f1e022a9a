import { resolve } from "node:path";
import type { Operator } from "@eval/core";
import type { OperatorVariant } from "@eval/operator";
import type { Repairer } from "./arm.js";
import { checkOperatorDb } from "./check-operator-db.js";

export interface OperatorNeeds {
  /** URL of the subject's module: our own operators attach to the cluster through it. */
  pluginUrl: string;
  env: { readonly [name: string]: string };
  /** What a started operator is told of itself. */
  variant?: OperatorVariant | null;
  /** Where the files of a started operator are kept. */
  keepIn: string | null;
  /** Whether command lines on this machine tell the fault. */
  hideProcesses: boolean;
  /** Whether operators run as this process's user in any case. */
  shareUser: boolean;
  /** What relative paths are taken from. */
  cwd: string;
}

/** The operator behind a repairer; undefined for nobody. Rejects with `operator_not_found` or `operator_db_unreadable`. */
export async function createOperator(repairer: Repairer, needs: OperatorNeeds): Promise<Operator | undefined> {
  if (repairer.by === "nobody") return undefined;
  const { agentCommandOperator, commandOperator, externalOperator, referenceOperator, thisHost } =
    await import("@eval/operator");
  const managed = {
    env: needs.env,
    ...(needs.variant ? { variant: needs.variant } : {}),
    ...(needs.shareUser ? { isolation: "shared" as const } : {}),
    hideProcesses: needs.hideProcesses && mayMount(thisHost().capabilities),
    ...(needs.keepIn === null ? {} : { keepIn: needs.keepIn }),
  };
  switch (repairer.by) {
    case "database": {
      const operatorDb = resolve(needs.cwd, repairer.operatorDb);
      const briefingOut = repairer.briefingOut === null ? null : resolve(needs.cwd, repairer.briefingOut);
      await checkOperatorDb(operatorDb, { mayBeMissing: briefingOut !== null });
      return externalOperator({ operatorDb, ...(briefingOut === null ? {} : { briefingOut }) });
    }
    case "operator-command":
      return commandOperator({ ...managed, command: repairer.command });
    case "agent-command":
      return agentCommandOperator({
        ...managed,
        name: "agent",
        plugin: needs.pluginUrl,
        agentCommand: repairer.command,
      });
    case "agent":
      return referenceOperator({
        ...managed,
        plugin: needs.pluginUrl,
        agent: repairer.agent,
        ...(repairer.agent === "wrong_fix" ? { wrongFix: repairer.wrongFix } : {}),
      });
  }
}

/** CAP_SYS_ADMIN, without which even root in a container gets no view of its own. */
function mayMount(capabilities: bigint | null): boolean {
  return capabilities !== null && ((capabilities >> 21n) & 1n) === 1n;
}
