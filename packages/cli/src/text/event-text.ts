import type { JsonObject, TrialEvent, TrialEventData, WatchEnd } from "@eval/core";
import { asTyped } from "./as-typed.js";
import { formatDuration } from "./duration.js";
import { printableLine } from "./printable.js";

/** One line for an event, null for those that are shown otherwise or not at all. Safe to print. */
export function eventText(event: TrialEvent): string | null {
  const text = describeEvent(event);
  return text === null ? null : printableLine(text, 300);
}

// One case for each event: long, and without any decision worth a place of its own.
function describeEvent({ type, data }: TrialEvent): string | null {
  switch (type) {
    case "trial.started":
      return `started, seed ${data.spec.seed}`;
    case "cluster.creating":
      return "creating the cluster";
    case "cluster.created":
      return `cluster created in ${formatDuration(data.tookMs)}`;
    case "cluster.resetting":
      return "resetting the cluster";
    case "cluster.ready":
      return `cluster clean and healthy after ${formatDuration(data.tookMs)}`;
    case "operator.starting":
      return `starting the operator ${data.name}`;
    case "operator.started":
      return `operator started${startedAs(data.facts)}`;
    case "operator.ended":
      return `the operator ended by itself, ${endOf(data)}`;
    case "quiet.began":
      return data.forMs === 0 ? null : `quiet for ${formatDuration(data.forMs)}`;
    case "trial.armed":
    case "chaos.injecting":
    case "probe.window":
    case "trial.judged":
    case "chaos.cleaning":
    case "trial.ended":
      return null;
    case "chaos.planned":
      return `planned ${data.chaosType}: ${JSON.stringify(data.plan)}`;
    case "chaos.injected":
      // Every fault leaves some proof; a sham has none.
      return Object.keys(data.metadata).length === 0 ? "watching" : "fault in force";
    case "cluster.observed":
      return healthOf(data);
    case "ticket.opened":
      return `ticket ${data.ticket.id} opened${kindOf(data)}: ${data.ticket.key}, ${data.ticket.message}`;
    case "ticket.changed":
      return `ticket ${data.ticket.id} ${data.ticket.status}${data.ticket.held ? ", held" : ""}`;
    case "operator.session":
      return `session ${data.sessionId} ${data.status}`;
    case "operator.command":
      return data.exit_code === null
        ? `runs: ${commandOf(data.tool_params)}`
        : `exit code ${data.exit_code}: ${commandOf(data.tool_params)}`;
    case "operator.reasoning":
      return `says: ${data.text}`;
    case "operator.clock":
      return Math.abs(data.offsetMs) < noteworthyClockMs
        ? null
        : `the operator's clock is off by ${formatDuration(data.offsetMs)}`;
    case "watch.ended":
      return `watch ended: ${watchEnds[data.reason]}`;
    case "writes.checked":
      return data.lost.length === 0
        ? `all ${data.acknowledged} acknowledged writes are there`
        : `${data.lost.length} of ${data.acknowledged} acknowledged writes are lost`;
    case "writes.unreadable":
      return `acknowledged writes could not be read back: ${data.message}`;
    case "operator.stopped":
      return stopOf(data);
    case "chaos.cleaned":
      return `cleaned: the fault is ${data.inForce}${data.healthy === false ? ", the cluster still unwell" : ""}`;
    case "cluster.tainted":
      return `the cluster is not used again (${data.code}): ${data.message}`;
    case "cluster.destroyed":
      return "cluster destroyed";
    case "trial.failed":
      return `failed (${data.code}): ${data.message}${hintIn(data.details)}`;
    case "trial.aborted":
      return `aborted: ${data.reason}`;
  }
}

/** What to do about it, where whoever found it said so. */
function hintIn({ hint }: JsonObject): string {
  return typeof hint === "string" ? ` (${asTyped(hint)})` : "";
}

const noteworthyClockMs = 2_000;

const watchEnds: Readonly<Record<WatchEnd, string>> = {
  recovered: "the cluster has recovered",
  horizon: "the horizon is reached",
  claim: "the operator made its claim",
  no_effect: "the fault had no effect",
  blind: "nothing could be seen any more",
};

/** The command line within a tool call's parameters, or the parameters as they are. */
export function commandOf(toolParams: string | null): string {
  if (toolParams === null) return "(unknown)";
  try {
    const { command } = JSON.parse(toolParams) as { command?: unknown };
    if (typeof command === "string") return command;
  } catch {
    // Not JSON: whatever it is, it is what the operator wrote.
  }
  return toolParams;
}

function startedAs({ pid, isolated, isolationReason, uid }: JsonObject): string {
  if (typeof pid !== "number") return "";
  if (isolated === true) return `, pid ${pid}, as user ${String(uid)}`;
  return `, pid ${pid}, not isolated${typeof isolationReason === "string" ? `: ${isolationReason}` : ""}`;
}

function endOf({ exitCode, signal, outputTail }: TrialEventData["operator.ended"]): string {
  const how = signal ?? `exit code ${exitCode}`;
  return outputTail.trim() === "" ? how : `${how}; its output ends: ${outputTail.trim().slice(-200)}`;
}

function healthOf({ status, problems }: TrialEventData["cluster.observed"]): string {
  if (status === "unknown") return "the cluster cannot be seen";
  if (status === "healthy") return "cluster healthy";
  return `cluster degraded: ${problems.map(({ message }) => message).join("; ")}`;
}

function kindOf({ early, concerns }: TrialEventData["ticket.opened"]): string {
  if (early) return " (false alarm)";
  return concerns ? "" : " (about something else)";
}

function stopOf({ managed, killed, survivors }: TrialEventData["operator.stopped"]): string | null {
  if (!managed) return null;
  if (survivors.length > 0)
    return `processes of the operator are still alive: ${survivors.map(({ pid }) => pid).join(", ")}`;
  return killed ? "operator killed" : "operator stopped";
}
