import type { ProbeWindow, Ticket, TrialEvent } from "@eval/core";
import type { StoredCampaign, StoredTrial, Verdict } from "@eval/store";
import { outcomeText } from "../run/trial-line.js";
import { clockErrorText } from "../text/clock-error.js";
import { durationOrDash, formatDuration, formatOffset } from "../text/duration.js";
import { commandOf, eventText } from "../text/event-text.js";
import { printable, printableLine } from "../text/printable.js";
import { probeStrip } from "../text/probe-strip.js";
import { verdictText } from "../text/verdict-text.js";
import { stateDifference } from "../text/state-difference.js";
import { campaignArm } from "./campaign-page.js";
import { collectCommands, collectTickets } from "./collect.js";

export interface TrialPageOptions {
  campaign: StoredCampaign;
  trial: StoredTrial & { number: number };
  events: readonly TrialEvent[];
  /** What judging it anew has changed. */
  verdicts?: readonly Verdict[];
  columns: number;
  /** A command line that repeats it; null or absent where nobody recorded how it was asked for. */
  repeat?: string | null;
}

const mostDifferences = 40;

/** One trial for people: what became of it, and how. */
export function trialPage(options: TrialPageOptions): string {
  const sections = [
    facts(options),
    section("Timeline", timeline(options.events)),
    section("Tickets", tickets(options.events)),
    section("Commands", commands(options)),
    section("What clients felt", probes(options)),
    section("State, before and after", states(options.trial)),
    options.repeat ? `To repeat it: ${options.repeat}\n` : "",
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function facts({ campaign, trial, verdicts = [] }: TrialPageOptions): string {
  const lines = [
    `trial ${trial.number} (id ${trial.id}) of campaign ${campaign.id}: ${outcomeText(trial)}`,
    `${printableLine(campaign.subject)}, ${printableLine(trial.chaosType ?? campaign.chaosType)}, ${campaignArm(campaign)}, ${trial.startedAt}, seed ${printableLine(trial.seed ?? "-")}`,
    `detected after ${durationOrDash(trial.detectedAfterMs)}, ${claimText(trial)}, recovered after ${durationOrDash(trial.recoveredAfterMs)}` +
      (trial.healedBy === null ? "" : `, healed by ${trial.healedBy}`),
    `unavailable ${durationOrDash(trial.unavailableMs)}, ${trial.probeCount ?? 0} probes, ${trial.probeFailures ?? 0} failed, lost writes ${trial.lostWrites ?? "-"}`,
  ];
  const standIn = trial.standIn === true ? ["on a stand-in for the real software, about which it proves nothing"] : [];
  const clock = clockErrorText(trial.clockOffsetMs);
  return [...lines, ...standIn, ...verdicts.map(verdictText), ...(clock === null ? [] : [clock])]
    .map((line) => `${line}\n`)
    .join("");
}

function claimText({ claim, claimCorrect, resolvedAfterMs }: StoredTrial): string {
  if (claim === null) return "no claim";
  const correct = claimCorrect === null ? "" : claimCorrect ? ", rightly" : ", wrongly";
  return resolvedAfterMs === null
    ? `claim ${claim}${correct}`
    : `claim ${claim} after ${formatDuration(resolvedAfterMs)}${correct}`;
}

function timeline(events: readonly TrialEvent[]): string[] {
  return events.flatMap((event) => {
    const text = eventText(event);
    return text === null ? [] : [`${formatOffset(event.at)}  ${text}`];
  });
}

function tickets(events: readonly TrialEvent[]): string[] {
  return collectTickets(events).flatMap(({ ticket, openedAt, concerns, early }) => [
    `${ticket.id}  ${printableLine(ticket.key, 60)}  ${printableLine(ticket.status)}, opened at ${formatOffset(openedAt).trim()}` +
      (early ? ", a false alarm" : concerns ? "" : ", about something else"),
    ...ownTimes(ticket),
    ...(ticket.diagnosis === null ? [] : indented(ticket.diagnosis)),
  ]);
}

/** What the operator's own clock says, in UTC: to compare with ours, never to judge by. */
function ownTimes({ firstSeenAt, resolvedAt }: Ticket): string[] {
  const times = [
    ...(firstSeenAt === null ? [] : [`first seen ${printableLine(firstSeenAt, 40)}`]),
    ...(resolvedAt === null ? [] : [`resolved ${printableLine(resolvedAt, 40)}`]),
  ];
  return times.length === 0 ? [] : [`    by the operator's clock: ${times.join(", ")}`];
}

/** The store's list where a trial has no events: one that another program wrote. */
function commands({ trial, events }: TrialPageOptions): string[] {
  const fromEvents = collectCommands(events);
  if (fromEvents.length > 0) {
    return fromEvents.map(
      ({ calledAt, command }) =>
        `${formatOffset(calledAt)}  ${exitText(command.exit_code)}  ${commandText(command.tool_params)}`,
    );
  }
  return trial.commands.map((command) => `${exitText(command.exit_code)}  ${commandText(command.tool_params)}`);
}

function exitText(exitCode: number | null): string {
  return exitCode === null ? "exit ?" : `exit ${exitCode}`;
}

function commandText(toolParams: string | null): string {
  return printableLine(commandOf(toolParams), 400);
}

function indented(text: string): string[] {
  return printable(text)
    .trim()
    .split("\n")
    .map((part) => `    ${part.trimEnd()}`);
}

function probes({ events, columns }: TrialPageOptions): string[] {
  const windows = events.flatMap(({ type, data }): ProbeWindow[] => (type === "probe.window" ? [data] : []));
  const strip = probeStrip(windows, Math.max(20, Math.min(100, columns - 4)));
  if (!strip) return [];
  const injectedAt = events.find(({ type }) => type === "chaos.injecting")?.at;
  const column = injectedAt === undefined ? -1 : Math.floor((injectedAt - strip.from) / strip.bucketMs);
  return [
    strip.strip,
    ...(column < 0 ? [] : [`${" ".repeat(column)}^ the fault`]),
    `a sign for each ${formatDuration(strip.bucketMs)}: . all acknowledged, + some failed, # all failed`,
  ];
}

function states({ initialState, finalState }: StoredTrial): string[] {
  if (initialState === null || finalState === null) return [];
  const differences = stateDifference(initialState, finalState);
  if (differences.length === 0) return ["no difference"];
  const shown = differences.slice(0, mostDifferences).map(({ path, before, after }) => {
    const text = (value: unknown) => printableLine(value === undefined ? "(none)" : JSON.stringify(value), 80);
    return `${printableLine(path)}: ${text(before)} -> ${text(after)}`;
  });
  const rest = differences.length - shown.length;
  return rest === 0 ? shown : [...shown, `and ${rest} more; --json has both states`];
}
