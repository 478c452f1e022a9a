import { systemClock } from "@eval/core";
import type { Agent } from "./agent.js";
import { commandAgent } from "./agents/command.js";
import { fabricateAgent } from "./agents/fabricate.js";
import { nopAgent } from "./agents/nop.js";
import { remedyAgent } from "./agents/remedy.js";
import { restartAgent } from "./agents/restart.js";
import { wrongFixAgent } from "./agents/wrong-fix.js";
import type { AgentName, ProgramOptions } from "./options.js";
import { repairFile } from "./repair-file.js";

export interface AgentSurroundings {
  /** An absolute path, for files of the agent. */
  folder: string;
  /** What programs that are agents find in their environment, beside their ticket. */
  env: { readonly [name: string]: string | undefined };
}

/** The agent that the options name. */
export function makeAgent(options: ProgramOptions, { folder, env }: AgentSurroundings): Agent {
  const healthyWaitMs = options["healthy-wait-ms"];
  const agents: Record<AgentName, () => Agent> = {
    nop: () => nopAgent(),
    fabricate: () => fabricateAgent(),
    restart: () => restartAgent({ healthyWaitMs, attempts: options.attempts }),
    remedy: () => remedyAgent({ repair: repairFile(options.repair!), healthyWaitMs }),
    wrong_fix: () => wrongFixAgent({ repair: repairFile(options.repair!) }),
    command: () =>
      commandAgent({
        command: options["agent-command"]!,
        folder,
        agentTimeoutMs: options["agent-timeout-ms"],
        commandTimeoutMs: options["command-timeout-ms"],
        env,
        clock: systemClock,
      }),
  };
  return agents[options.agent]();
}
