import type { Agent, Verdict } from "../agent.js";
import type { RepairFile } from "../repair-file.js";

/**
 * Runs the fault's own remedy, once: the ceiling of what an operator can reach. Takes no ticket before
 * it is told the commands; for tickets after the first it only waits until the cluster is healthy.
 */
export function remedyAgent(options: { repair: RepairFile; healthyWaitMs: number }): Agent {
  let done = false;
  return {
    isReady: () => options.repair.isThere(),
    async work(_ticket, bench): Promise<Verdict> {
      const commands = done ? [] : await options.repair.commands();
      done = true;
      for (const command of commands) {
        const { exitCode } = await bench.run(command, "The next command of the remedy.");
        if (exitCode !== 0) return { claim: "escalated", diagnosis: `a command of the remedy failed: ${command}` };
      }
      if (await bench.becomesHealthy(options.healthyWaitMs)) {
        return { claim: "resolved", diagnosis: "healthy after the remedy" };
      }
      return { claim: "escalated", diagnosis: `not healthy ${options.healthyWaitMs} ms after the remedy` };
    },
  };
}
