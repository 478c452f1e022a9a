import { shellQuote, type Briefing, type Observation } from "@eval/core";
import type { Agent } from "../agent.js";

/** Restarts what looks unwell and hopes: the arm that an operator must beat to be worth anything. */
export function restartAgent(options: { healthyWaitMs: number; attempts: number }): Agent {
  return {
    async work(ticket, bench) {
      const restart = bench.briefing.commands["restart"]?.command;
      if (restart === undefined) return { claim: "escalated", diagnosis: "the briefing names no restart command" };
      for (let attempt = 1; attempt <= options.attempts; attempt++) {
        const observation = await bench.look();
        if (observation.status === "healthy") return { claim: "resolved", diagnosis: "the cluster is healthy" };
        for (const node of nodesToRestart(observation, ticket.target, bench.briefing)) {
          await bench.run(restart.replaceAll("{node}", shellQuote(node)), `Restart ${node}, attempt ${attempt}.`);
        }
        if (await bench.becomesHealthy(options.healthyWaitMs)) {
          return { claim: "resolved", diagnosis: `healthy after restart, attempt ${attempt}` };
        }
      }
      return { claim: "escalated", diagnosis: `still unhealthy after ${options.attempts} rounds of restarts` };
    },
  };
}

/**
 * The nodes that problems name, in the briefing's order. All of them when a problem names no node of
 * the briefing, for then it concerns the cluster; and the ticket's alone when nothing could be seen.
 */
export function nodesToRestart(
  observation: Observation,
  ticketTarget: string | null,
  briefing: Pick<Briefing, "nodes">,
): string[] {
  const nodes = briefing.nodes.map((node) => node.name);
  const problems = observation.problems.map((problem) => problem.target);
  const targets = problems.length > 0 ? problems : [ticketTarget];
  if (targets.some((target) => target === null || !nodes.includes(target))) return nodes;
  return nodes.filter((node) => targets.includes(node));
}
