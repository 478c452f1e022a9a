import type { Observation, Problem, Ticket } from "@eval/core";

/** Problems that an agent claimed to have solved and that were seen ever since, with the time of the claim. */
export type Doubted = ReadonlyMap<string, number>;

export interface TicketDecisions {
  open: readonly Problem[];
  /** Ids of tickets whose symptom is gone. */
  resolve: readonly number[];
  doubted: Doubted;
}

/**
 * What a look at the cluster does to the tickets. A ticket is opened for each problem that has none.
 * Tickets nobody holds are closed when the cluster is healthy and their problem gone; those held are
 * left to the agent. A look that says nothing changes nothing. A problem that outlasts an agent's claim
 * is a new ticket only after `realertMs`: a monitor that asked again at once would ask for ever.
 */
export function decideTickets(
  observation: Observation,
  tickets: readonly Pick<Ticket, "id" | "key" | "status" | "held">[],
  memory: { doubted: Doubted; nowMs: number; realertMs: number },
): TicketDecisions {
  if (observation.status === "unknown") return { open: [], resolve: [], doubted: memory.doubted };
  const problems = new Map(observation.problems.map((problem) => [problem.key, problem]));
  const unresolved = tickets.filter((ticket) => ticket.status !== "resolved");
  const ticketed = new Set(unresolved.map((ticket) => ticket.key));
  const isDoubted = (key: string) => {
    const since = memory.doubted.get(key);
    return since !== undefined && memory.nowMs - since < memory.realertMs;
  };
  return {
    open: [...problems.values()].filter(({ key }) => !ticketed.has(key) && !isDoubted(key)),
    resolve:
      observation.status === "healthy"
        ? unresolved.filter((ticket) => !ticket.held && !problems.has(ticket.key)).map((ticket) => ticket.id)
        : [],
    doubted: new Map([...memory.doubted].filter(([key]) => problems.has(key) && isDoubted(key))),
  };
}
