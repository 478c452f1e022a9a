import { claimOf, isBeingWorkedOn } from "./claim.js";
import type { EventOf, ProbeWindow, TrialEvent } from "./events.js";
import type { Json, JsonObject } from "./json.js";
import type { OperatorCommand, OperatorSession } from "./operator.js";
import type { HealthRun } from "./recovery.js";
import type { Ticket } from "./subject.js";
import type { Claim } from "./trial-record.js";

/** A ticket of the trial, with the offset at which the harness noticed its opening: of several, the first that counts. */
export interface SeenTicket {
  ticket: Ticket;
  openedAt: number;
  concerns: boolean;
  /** Not opened since the fault. */
  early: boolean;
  /** It was opened before the fault, whatever became of it afterwards. */
  falseAlarm: boolean;
}

export interface SeenCommand {
  command: OperatorCommand;
  calledAt: number;
}

/**
 * What the events so far amount to. The harness advances it live and decides by it; the store folds
 * recorded events with the same function. Offsets in ms since the start of the trial.
 */
export interface TrialState {
  started: EventOf<"trial.started">["data"];
  /** As the subject put it into the cluster's handle. */
  standIn: boolean | null;
  initialState: JsonObject | null;
  finalState: JsonObject | null;
  planDigest: string | null;
  quietBeganAt: number | null;
  injectingAt: number | null;
  injectedAt: number | null;
  metadata: JsonObject | null;
  /** The last run's end is known once the next one begins or the watch ends. */
  runs: HealthRun[];
  windows: ProbeWindow[];
  tickets: Map<number, SeenTicket>;
  sessions: Map<number, OperatorSession>;
  commands: Map<number, SeenCommand>;
  /** Beyond the operator's time zone. */
  clockOffsetMs: number | null;
  claim: Claim | null;
  claimedAt: number | null;
  watchEnded: { at: number; data: EventOf<"watch.ended">["data"] } | null;
  lostWrites: number | null;
  writesUnreadable: boolean;
  cleaned: EventOf<"chaos.cleaned">["data"] | null;
  failure: EventOf<"trial.failed">["data"] | null;
  aborted: boolean;
  tainted: boolean;
  endedAt: number | null;
}

export function beginState(started: EventOf<"trial.started">["data"]): TrialState {
  return {
    started,
    standIn: null,
    initialState: null,
    finalState: null,
    planDigest: null,
    quietBeganAt: null,
    injectingAt: null,
    injectedAt: null,
    metadata: null,
    runs: [],
    windows: [],
    tickets: new Map(),
    sessions: new Map(),
    commands: new Map(),
    clockOffsetMs: null,
    claim: null,
    claimedAt: null,
    watchEnded: null,
    lostWrites: null,
    writesUnreadable: false,
    cleaned: null,
    failure: null,
    aborted: false,
    tainted: false,
    endedAt: null,
  };
}

/** Takes one more event into the state. Events it has no use for leave it as it is. */
export function advance(state: TrialState, { type, at, data }: TrialEvent): void {
  switch (type) {
    case "cluster.created":
    case "cluster.resetting":
      state.standIn = standInOf(data.handle);
      break;
    case "quiet.began":
      state.quietBeganAt = at;
      break;
    case "trial.armed":
      state.initialState = data.initialState;
      break;
    case "chaos.planned":
      state.planDigest = data.digest;
      break;
    case "chaos.injecting":
      state.injectingAt = at;
      break;
    case "chaos.injected":
      state.injectedAt = at;
      state.metadata = data.metadata;
      break;
    case "cluster.observed":
      closeRun(state.runs, data.previousUntil, data.previousLookedFrom);
      state.runs.push({ status: data.status, from: at, until: at, lookedFrom: data.lookedFrom ?? at });
      break;
    case "probe.window":
      state.windows.push(data);
      break;
    case "ticket.opened":
      state.tickets.set(data.ticket.id, openedTicket(state.tickets.get(data.ticket.id), { ...data, openedAt: at }));
      renewClaim(state, at);
      break;
    case "ticket.changed": {
      const seen = state.tickets.get(data.ticket.id);
      if (seen) state.tickets.set(data.ticket.id, { ...seen, ...data });
      renewClaim(state, at);
      break;
    }
    case "operator.session":
      state.sessions.set(data.id, data);
      renewClaim(state, at);
      break;
    case "operator.command":
      state.commands.set(data.entry_id, { command: data, calledAt: state.commands.get(data.entry_id)?.calledAt ?? at });
      break;
    case "operator.clock":
      state.clockOffsetMs = clockError(data.offsetMs);
      break;
    case "watch.ended":
      closeRun(state.runs, data.lastSampleAt);
      state.watchEnded = { at, data };
      break;
    case "writes.checked":
      state.lostWrites = data.lost.length;
      break;
    case "writes.unreadable":
      state.writesUnreadable = true;
      break;
    case "trial.judged":
      state.finalState = data.finalState;
      break;
    case "chaos.cleaned":
      state.cleaned = data;
      break;
    case "cluster.tainted":
      state.tainted = true;
      break;
    case "trial.failed":
      // The first failure is the cause; what fails after it is its consequence.
      if (!state.failure || (state.failure.verdictStands && !data.verdictStands)) state.failure = data;
      break;
    case "trial.aborted":
      state.aborted = true;
      break;
    case "trial.ended":
      state.endedAt = at;
      break;
  }
}

/** The tickets that decide detection and claim: of this fault, opened after it. */
export function concerningTickets(state: TrialState): SeenTicket[] {
  return [...state.tickets.values()].filter((seen) => seen.concerns && !seen.early);
}

/** Whether the operator has opened a ticket or run a command since the injection began. */
export function hasActed(state: TrialState): boolean {
  return hasRunCommand(state) || [...state.tickets.values()].some((seen) => !seen.early);
}

/** Whether the operator has run a command since the injection began: from then on it answers for what happens. */
export function hasRunCommand(state: TrialState): boolean {
  return commandsSinceInjection(state).length > 0;
}

export function commandsSinceInjection(state: TrialState): SeenCommand[] {
  const { injectingAt } = state;
  if (injectingAt === null) return [];
  return [...state.commands.values()].filter(({ calledAt }) => calledAt >= injectingAt);
}

export function claimMayStillCome(state: TrialState): boolean {
  const tickets = concerningTickets(state).map((seen) => seen.ticket);
  return state.claim === null && isBeingWorkedOn(tickets, [...state.sessions.values()]);
}

/** The first degraded sample after the injection began. */
export function symptomAt(state: TrialState): number | null {
  const { injectingAt } = state;
  if (injectingAt === null) return null;
  return state.runs.find((run) => run.status === "degraded" && run.until >= injectingAt)?.from ?? null;
}

/** Time zones are multiples of a quarter of an hour from UTC; what is left over is the clock's own error. */
function clockError(offsetMs: number): number {
  const quarterHour = 900_000;
  return offsetMs - Math.round(offsetMs / quarterHour) * quarterHour;
}

/** A row that is opened again stays the false alarm, or the detection, that it was when it was first opened. */
function openedTicket(before: SeenTicket | undefined, now: Omit<SeenTicket, "falseAlarm">): SeenTicket {
  const detected = before?.concerns === true && !before.early;
  return {
    ...now,
    openedAt: detected ? before.openedAt : now.openedAt,
    falseAlarm: now.early || before?.falseAlarm === true,
  };
}

function closeRun(runs: HealthRun[], until: number | null, lookedFrom?: number | null): void {
  const last = runs.at(-1);
  if (!last || until === null) return;
  last.until = Math.max(last.from, until);
  last.lookedFrom = lookedFrom ?? last.until;
}

/** Claims count while the watch lasts; what is said after it came too late. */
function renewClaim(state: TrialState, at: number): void {
  if (state.watchEnded) return;
  const claim = claimOf(
    concerningTickets(state).map((seen) => seen.ticket),
    [...state.sessions.values()],
  );
  if (claim === state.claim) return;
  state.claim = claim;
  state.claimedAt = claim === null ? null : at;
}

/** What a subject says of itself in a handle or a captured state; null where it does not. */
export function standInOf(said: Json): boolean | null {
  if (said === null || typeof said !== "object" || Array.isArray(said)) return null;
  const { stand_in: standIn } = said as JsonObject;
  return typeof standIn === "boolean" ? standIn : null;
}
