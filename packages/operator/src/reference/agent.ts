import type { Briefing, Observation, Ticket } from "@eval/core";
import type { CommandResult } from "./run-command.js";
import type { SessionLog } from "./session-log.js";

/** What an agent says of a ticket when it is done with it. */
export interface Verdict {
  claim: "resolved" | "escalated";
  diagnosis: string;
}

/** Somebody who works on tickets, one at a time. */
export interface Agent {
  /** Whether it would take a ticket now. @default always */
  isReady?(): Promise<boolean>;
  /** Rejects when it is stopped in the middle, or on an error of its own; then the session has failed. */
  work(ticket: Ticket, bench: Workbench): Promise<Verdict>;
}

/** What an agent can do within one session. All of it is logged. */
export interface Workbench {
  readonly briefing: Briefing;
  /** Aborts when the operator is stopped. */
  readonly signal: AbortSignal;
  /** The commands an agent without a shell of its own uses. Never rejects for a command that fails. */
  run(command: string, reasoning: string): Promise<CommandResult>;
  think(text: string): Promise<void>;
  /** A look at the cluster, begun after this call. */
  look(): Promise<Observation>;
  /** Looks until the cluster is healthy; false when it was not within `ms`. */
  becomesHealthy(ms: number): Promise<boolean>;
  /** For agents that are programs and run commands by themselves. */
  readonly record: SessionLog;
}
