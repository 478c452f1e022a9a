import type { Operator } from "../operator.js";
import type { Cluster } from "../subject.js";
import type { FakeSubject } from "./fake-subject.js";
import { memoryOperator, type OperatorHands } from "./memory-operator.js";

export interface AgentScript {
  /** Called with an open ticket's session; returns the claim. */
  work(
    hands: OperatorHands & { session: number; run: (command: string) => Promise<number> },
  ): Promise<"resolved" | "escalated" | "none">;
  told?: Operator["told"];
  /** Between two looks at the cluster, in ms. */
  everyMs?: number;
}

/** An operator that opens a ticket when it sees the cluster unwell, works on it once, and claims. */
export function agent(fake: FakeSubject, name: string, script: AgentScript): Operator {
  return memoryOperator(
    name,
    async (hands) => {
      const { trace, signal, start } = hands;
      const cluster = (await fake.subject.attach(start.handle, undefined as never)) as Cluster;
      let problem;
      while (!problem) {
        if (signal.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, script.everyMs ?? 5));
        [problem] = (await cluster.observe(undefined as never)).problems;
      }
      const ticket = trace.openTicket(problem.key, { status: "acknowledged", held: true });
      const session = trace.startSession(ticket);
      const run = async (command: string) => {
        const call = trace.startCommand(session, command);
        const { exitCode } = await fake.execute(command);
        trace.finishCommand(call, exitCode);
        return exitCode;
      };
      const claim = await script.work({ ...hands, session, run });
      if (claim === "none") return;
      trace.updateTicket(ticket, { status: claim === "resolved" ? "resolved" : "diagnosed", held: false });
      trace.endSession(session, claim);
    },
    script.told,
  );
}
