import type { Agent } from "../agent.js";
import type { RepairFile } from "../repair-file.js";

/** Runs a repair that looks right and is not, once, and claims success whatever comes of it. */
export function wrongFixAgent(options: { repair: RepairFile }): Agent {
  let done = false;
  return {
    isReady: () => options.repair.isThere(),
    async work(_ticket, bench) {
      const commands = done ? [] : await options.repair.commands();
      done = true;
      for (const command of commands) await bench.run(command, "The next command of the repair.");
      return { claim: "resolved", diagnosis: "the repair was made" };
    },
  };
}
