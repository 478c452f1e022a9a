import { counted, type Health, type TrialEvent } from "@eval/core";
import { formatDuration } from "../text/duration.js";
import { printableLine } from "../text/printable.js";

/** What a status line shows of the trial under way. */
export interface TrialView {
  label: string;
  number: number;
  of: number;
  doing: string;
  /** Offset at which that began. */
  since: number;
  /** How long it lasts at most; null when nobody knows. */
  lastsMs: number | null;
  horizonMs: number;
  health: Health | null;
  problems: number;
  tickets: number;
  commands: number;
}

export function beginView(label: string, number: number, of: number): TrialView {
  return {
    label,
    number,
    of,
    doing: "starting",
    since: 0,
    lastsMs: null,
    horizonMs: 0,
    health: null,
    problems: 0,
    tickets: 0,
    commands: 0,
  };
}

/** The view after one more event. */
export function advanceView(view: TrialView, { type, at, data }: TrialEvent): TrialView {
  const begin = (doing: string, lastsMs: number | null = null): TrialView => ({ ...view, doing, since: at, lastsMs });
  switch (type) {
    case "trial.started":
      return { ...view, horizonMs: data.spec.timing.horizonMs };
    case "cluster.creating":
      return begin("creating the cluster");
    case "cluster.resetting":
      return begin("resetting the cluster");
    case "cluster.created":
      return begin("waiting until it is healthy");
    case "operator.starting":
      return begin("starting the operator");
    case "quiet.began":
      return begin("quiet before the fault", data.forMs);
    case "chaos.injecting":
      return begin("injecting");
    case "chaos.injected":
      return begin("watching", view.horizonMs);
    case "cluster.observed":
      return { ...view, health: data.status, problems: data.problems.length };
    case "ticket.opened":
      return { ...view, tickets: view.tickets + 1 };
    case "operator.command":
      return data.exit_code === null ? { ...view, commands: view.commands + 1 } : view;
    case "watch.ended":
      return begin("reading back the writes");
    case "operator.stopped":
    case "chaos.cleaning":
      return begin("cleaning up");
    case "trial.aborted":
      return begin("interrupted, cleaning up");
    default:
      return view;
  }
}

/** `trial 2 of 5 · remedy · watching 12.3 s of 5 min 00 s · degraded (2) · 1 ticket · 3 commands` */
export function statusLine(view: TrialView, offsetMs: number, columns: number): string {
  const elapsed = formatDuration(Math.max(0, offsetMs - view.since));
  const doing =
    view.lastsMs === null ? `${view.doing} ${elapsed}` : `${view.doing} ${elapsed} of ${formatDuration(view.lastsMs)}`;
  const parts = [`trial ${view.number} of ${view.of}`, view.label, doing];
  if (view.health === "degraded") parts.push(`degraded (${view.problems})`);
  else if (view.health !== null) parts.push(view.health);
  if (view.tickets > 0) parts.push(counted(view.tickets, "ticket"));
  if (view.commands > 0) parts.push(counted(view.commands, "command"));
  return printableLine(parts.join(" · "), columns);
}
