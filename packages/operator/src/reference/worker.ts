import { describe, type Briefing, type Clock, type Ticket } from "@eval/core";
import type { OperatorLog } from "@eval/operator-db";
import type { Agent, Verdict, Workbench } from "./agent.js";
import type { Monitor } from "./monitor.js";
import { runCommand } from "./run-command.js";
import { SessionLog } from "./session-log.js";

export interface WorkerOptions {
  agent: Agent;
  monitor: Monitor;
  log: OperatorLog;
  briefing: Briefing;
  clock: Clock;
  commandTimeoutMs: number;
  signal: AbortSignal;
}

/** Gives the agent one ticket after another, each in a session of its own, until the signal aborts. */
export async function workOnTickets(options: WorkerOptions): Promise<void> {
  const { agent, monitor, clock, signal } = options;
  while (!signal.aborted) {
    const ready = (await agent.isReady?.()) ?? true;
    const ticket = ready ? await monitor.takeOldest() : null;
    if (ticket) await workOn(ticket, options);
    else await clock.sleep(idleMs, signal).catch(() => undefined);
  }
}

const idleMs = 50;
/** Between two looks of an agent that waits for health. */
const lookAgainMs = 250;

async function workOn(ticket: Ticket, options: WorkerOptions): Promise<void> {
  const { agent, monitor, log } = options;
  const sessionId = await log.startSession(ticket.id);
  const bench = benchFor(sessionId, options);
  let verdict: Verdict;
  try {
    verdict = await agent.work(ticket, bench);
  } catch (error) {
    const why = options.signal.aborted ? "stopped before it was done" : describe(error);
    await bench.think(`The session failed: ${why}`);
    if (!options.signal.aborted) await monitor.escalate(ticket, why);
    await log.endSession(sessionId, "failed", why);
    return;
  }
  if (verdict.claim === "resolved") await monitor.resolve(ticket, verdict.diagnosis);
  else await monitor.escalate(ticket, verdict.diagnosis);
  await log.endSession(sessionId, verdict.claim, verdict.diagnosis);
}

function benchFor(sessionId: string, options: WorkerOptions): Workbench {
  const { briefing, monitor, log, clock, signal, commandTimeoutMs } = options;
  const record = new SessionLog(log, sessionId);
  const look = async () => {
    signal.throwIfAborted();
    return monitor.look();
  };
  return {
    briefing,
    signal,
    record,
    think: (text) => record.reasoning(text),
    look,
    async run(command, reasoning) {
      const call = await record.call(command, reasoning);
      const result = await runCommand({ command, timeoutMs: commandTimeoutMs, signal });
      await record.result(call, result);
      return result;
    },
    async becomesHealthy(ms) {
      const deadline = clock.now() + ms;
      for (;;) {
        if ((await look()).status === "healthy") return true;
        if (clock.now() >= deadline) return false;
        await clock.sleep(Math.min(lookAgainMs, deadline - clock.now()), signal);
      }
    },
  };
}
