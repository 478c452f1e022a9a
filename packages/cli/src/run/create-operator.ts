import { resolve } from "node:path";
import type { Operator } from "@eval/core";
import type { Repairer } from "./arm.js";

export interface OperatorNeeds {
  /** URL of the subject's module: our own operators attach to the cluster through it. */
  pluginUrl: string;
  env: { readonly [name: string]: string };
  /** Where the files of a started operator are kept. */
  keepIn: string | null;
  /** Whether command lines on this machine tell the fault. */
  hideProcesses: boolean;
  /** What relative paths are taken from. */
  cwd: string;
}

/** The operator behind a repairer; undefined for nobody. */
export async function createOperator(repairer: Repairer, needs: OperatorNeeds): Promise<Operator | undefined> {
  if (repairer.by === "nobody") return undefined;
  const { agentCommandOperator, commandOperator, externalOperator, referenceOperator, thisHost } =
    await import("@eval/operator");
  const managed = {
    env: needs.env,
    hideProcesses: needs.hideProcesses && mayMount(thisHost().capabilities),
    ...(needs.keepIn === null ? {} : { keepIn: needs.keepIn }),
  };
  switch (repairer.by) {
    case "database":
      return externalOperator({
        operatorDb: resolve(needs.cwd, repairer.operatorDb),
        ...(repairer.briefingOut === null ? {} : { briefingOut: resolve(needs.cwd, repairer.briefingOut) }),
      });
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
