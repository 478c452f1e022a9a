/**
 * What the harness needs of whoever repairs: a way to start and stop it, and its trace. Core knows
 * neither processes nor databases; `@eval/operator` and `@eval/operator-db` implement these ports.
 */
import type { Context } from "./context.js";
import type { Json, JsonObject } from "./json.js";
import type { Briefing, Command, Ticket } from "./subject.js";

/** One configuration of somebody who repairs. */
export interface Operator {
  /** Stored as operator_name: `remedy`, `command`, `external`. */
  readonly name: string;
  /** What the harness reveals to it after the injection; only its own controls are told anything. */
  readonly told?: "remedy" | { wrongFix: string };
  start(start: OperatorStart, context: Context): Promise<RunningOperator>;
}

export interface OperatorStart {
  briefing: Briefing;
  /** How the reference operator finds the cluster: the handle for `attach`. Never given to anybody else's operator. */
  handle: Json;
  /** `Cluster.adminGid`. */
  adminGid?: number;
}

export interface RunningOperator extends AsyncDisposable {
  readonly trace: OperatorTrace;
  /** For the record: pid, command, uid, isolation, folder of its files. */
  readonly facts: JsonObject;
  /** Resolves if it ends before `stop` was asked for; never resolves for an operator the harness does not manage. */
  readonly ended: Promise<OperatorEnd>;
  /** Capability of the controls `remedy` and `wrong_fix`: told the commands after the injection. */
  reveal?(repair: { commands: readonly Command[] }): Promise<void>;
  /**
   * Asks it to end, kills it after `graceMs` milliseconds, and waits, within the context's deadline,
   * until it and everything it spawned are gone. Its trace can still be read; disposal puts it away.
   * For an operator the harness does not manage: does nothing.
   */
  stop(stop: { graceMs: number }, context: Context): Promise<OperatorStop>;
}

export type OperatorEnd = {
  exitCode: number | null;
  signal: string | null;
  /** The end of its output, at most 4 KiB. */
  outputTail: string;
};

export type OperatorStop = {
  managed: boolean;
  end: OperatorEnd | null;
  /** Whether it had to be killed. */
  killed: boolean;
  /** Processes that outlived the stop: must be empty. */
  survivors: readonly { pid: number; command: string }[];
};

/** Reading operator.db, or whatever else an operator leaves. */
export interface OperatorTrace extends AsyncDisposable {
  /** Everything that stands in it now, remembered row by row. Plain JSON. Rejects with `operator_db_unreadable`. */
  mark(): Promise<TraceMark>;
  /** What was added or changed since the mark. */
  since(mark: TraceMark): Promise<TraceDelta>;
  /** Calls the listener within 50 ms (99th percentile) of a commit by anybody, until the signal aborts. */
  watch(listener: () => void, signal: AbortSignal): void;
}

export type TraceMark = {
  /** Digest of each ticket row by its id: a row reopened later differs. */
  tickets: { readonly [id: string]: string };
  /** High-water marks: MAX(id), 0 when empty. */
  maxSessionId: number;
  maxEntryId: number;
  /** What keeps the operator from being quiet: open tickets and running sessions. */
  busy: readonly { kind: "ticket" | "session"; id: number; description: string }[];
  /** Identifies the rows at the high-water marks. Where they are others, the file was replaced, and its ids count anew. */
  anchor?: string;
};

export type TraceDelta = {
  /** Tickets above the mark, those whose row differs from what was remembered, and those on which a session began since; by id. */
  tickets: readonly Ticket[];
  /** Sessions above the mark, and older ones that were running at the mark or wrote since; by id. Never one that ended before. */
  sessions: readonly OperatorSession[];
  /** Tool calls of those sessions above the mark, in order, each with its result's exit code. */
  commands: readonly OperatorCommand[];
  /** Reasoning entries of those sessions above the mark. */
  reasoning: readonly { sessionId: string; text: string; at: string | null }[];
  /**
   * The operator's naive local time minus UTC at its newest row that carries both, in ms, east positive:
   * its time zone, a multiple of a quarter hour, plus its clock error where that is larger than 2 s. Null
   * when no row tells. Normalised times have the zone taken off and the error left in.
   */
  clockOffsetMs: number | null;
};

export type OperatorSession = {
  /** Row id. */
  id: number;
  sessionId: string;
  ticketId: number | null;
  status: string;
  startedAt: string | null;
  endedAt: string | null;
  outcome: string | null;
};

/** The first four are the seed's shape of commands_json, written under exactly these names. */
export type OperatorCommand = {
  tool_name: string | null;
  /** The call's JSON text as the operator wrote it. */
  tool_params: string | null;
  /** Of the result that belongs to the call; null while there is none. */
  exit_code: number | null;
  /** UTC, ISO-8601 with milliseconds. */
  timestamp: string | null;
  /** Row id of the call. */
  entry_id: number;
  session_id: string;
};
