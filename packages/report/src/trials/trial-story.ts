import { commandText, destructiveNames, destructiveRules, isSham, type AnalysedTrial } from "@eval/analysis";
import type { JsonObject, ProbeWindow, TrialEvent } from "@eval/core";

/** One trial as its events tell it. Times in ms since the injection began; negative before it. */
export interface TrialStory {
  /** The trial's in the database. */
  id: number;
  stretches: readonly Stretch[];
  marks: readonly Mark[];
  /** The offset at which the watch ended, or null. */
  watchEnd: number | null;
  tickets: readonly StoryTicket[];
  commands: readonly StoryCommand[];
  versions: JsonObject;
}

/** A time of probing throughout which the same share of the probes failed, as far as windows of about a second tell. */
export type Stretch = { from: number; to: number; failedShare: number };

export type MarkKind = "injected" | "detected" | "claimed" | "recovered";
export type Mark = { kind: MarkKind; at: number };
export type StoryTicket = {
  at: number;
  key: string;
  message: string;
  status: string;
  concerns: boolean;
  early: boolean;
};
export type StoryCommand = { at: number; text: string; exitCode: number | null; rules: readonly string[] };

const roundingMs = 2;

type Timed = Pick<AnalysedTrial, "id" | "chaosType" | "detectedAfterMs" | "resolvedAfterMs" | "recoveredAfterMs">;

/** Null where nothing was injected and nothing probed: there is nothing to show. The marks are the row's own times. */
export function tellTrial(trial: Timed, events: readonly TrialEvent[]): TrialStory | null {
  const first = events[0];
  const zero = events.find(({ type }) => type === "chaos.injecting")?.at;
  const windows = events.flatMap(({ type, data }): ProbeWindow[] => (type === "probe.window" ? [data] : []));
  if (first?.type !== "trial.started" || (zero === undefined && windows.length === 0)) return null;
  const origin = zero ?? windows[0]?.from ?? 0;
  const watchEnd = events.find(({ type }) => type === "watch.ended")?.at;
  const marks: [MarkKind, number | null][] = [
    ["injected", zero === undefined || isSham(trial) ? null : 0],
    ["detected", trial.detectedAfterMs],
    ["recovered", trial.recoveredAfterMs],
    ["claimed", trial.resolvedAfterMs],
  ];
  return {
    id: trial.id,
    stretches: stretchesOf(windows, { origin, probeMs: first.data.spec.timing.probeMs }),
    marks: marks.flatMap(([kind, at]) => (at === null ? [] : [{ kind, at }])),
    watchEnd: watchEnd === undefined ? null : watchEnd - origin,
    tickets: ticketsOf(events, origin),
    commands: commandsOf(events, origin),
    versions: first.data.versions,
  };
}

/** Windows with the same share of failures become one stretch; time that was not probed ends it. */
export function stretchesOf(
  windows: readonly ProbeWindow[],
  { origin, probeMs }: { origin: number; probeMs: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { from, first, last, failed } of windows) {
    const probes = last - first + 1;
    if (probes <= 0) continue;
    const failedShare = failed.length / probes;
    const before = stretches.at(-1);
    const begin = from - origin;
    const to = begin + probes * probeMs;
    const joined = before !== undefined && Math.abs(begin - before.to) <= roundingMs;
    if (joined && before.failedShare === failedShare) before.to = to;
    else stretches.push({ from: joined ? before.to : begin, to, failedShare });
  }
  return stretches;
}

function ticketsOf(events: readonly TrialEvent[], origin: number): StoryTicket[] {
  const tickets = new Map<number, StoryTicket>();
  for (const { type, at, data } of events) {
    if (type !== "ticket.opened" && type !== "ticket.changed") continue;
    const { key, message, status } = data.ticket;
    const known = tickets.get(data.ticket.id);
    const early = type === "ticket.opened" ? data.early : (known?.early ?? false);
    tickets.set(data.ticket.id, { at: known?.at ?? at - origin, key, message, status, concerns: data.concerns, early });
  }
  return [...tickets.values()];
}

function commandsOf(events: readonly TrialEvent[], origin: number): StoryCommand[] {
  const commands = new Map<number, StoryCommand>();
  for (const { type, at, data } of events) {
    if (type !== "operator.command") continue;
    const text = commandText(data);
    const known = commands.get(data.entry_id);
    const rules = known?.text === text ? known.rules : destructiveNames(text, destructiveRules);
    commands.set(data.entry_id, { at: known?.at ?? at - origin, text, exitCode: data.exit_code, rules });
  }
  return [...commands.values()];
}
