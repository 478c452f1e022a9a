import type { Agent } from "../agent.js";

/** Does nothing and claims success: what an evaluation that believes claims would reward. */
export function fabricateAgent(): Agent {
  return {
    async work(ticket, bench) {
      await bench.think(`Looked into ${ticket.key}; it is repaired.`);
      return { claim: "resolved", diagnosis: "repaired" };
    },
  };
}
